//! `practice`: serves the practice organisation on loopback.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value, ValueExt};
use practice::org::Scenario;
use practice::server::{self, HOSTS, Options, Running};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "\
practice serve [--port P] [--control-port C] [--scenario NAME] [--cert-out FILE] [--until-stdin-closes]

Serves the practice organisation on 127.0.0.1 and prints one JSON line when it is ready.
A port of 0, or none, takes a free one. --cert-out writes the certificate that clients have to trust.";

struct Arguments {
    options: Options,
    cert_out: Option<PathBuf>,
    ends: Ends,
}

/// What ends the server besides SIGTERM and SIGINT.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    BySignal,
    WithStdin,
}

fn main() -> ExitCode {
    let arguments = match read(std::env::args_os()) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("practice: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let ran = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(run(arguments)));
    match ran {
        // Not the runtime's own drop: a read of stdin that is still waiting would hold it.
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("practice: {error}");
            ExitCode::FAILURE
        }
    }
}

fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Arguments>, lexopt::Error> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    let mut read = Arguments {
        options: Options { port: 0, control_port: 0, scenario: Scenario::UserReady },
        cert_out: None,
        ends: Ends::BySignal,
    };
    let mut serve = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(command) if command == "serve" && !serve => serve = true,
            Long("port") => read.options.port = parser.value()?.parse()?,
            Long("control-port") => read.options.control_port = parser.value()?.parse()?,
            Long("scenario") => read.options.scenario = parser.value()?.parse()?,
            Long("cert-out") => read.cert_out = Some(parser.value()?.into()),
            Long("until-stdin-closes") => read.ends = Ends::WithStdin,
            Short('h') | Long("help") => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    if serve { Ok(Some(read)) } else { Err("the command is missing".into()) }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let running = server::start(arguments.options).await?;
    if let Some(file) = &arguments.cert_out {
        fs::write(file, &running.authority_pem)?;
    }
    println!("{}", ready_line(&running));

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        ended = stdin_closed(), if arguments.ends == Ends::WithStdin => ended?,
    }
    Ok(())
}

fn ready_line(running: &Running) -> serde_json::Value {
    serde_json::json!({
        "https": running.https,
        "http": running.http,
        "proxy": running.proxy,
        "control": running.control,
        "hosts": HOSTS,
    })
}

async fn stdin_closed() -> io::Result<()> {
    let mut stdin = tokio::io::stdin();
    let mut ignored = [0; 256];
    while stdin.read(&mut ignored).await? > 0 {}
    Ok(())
}
