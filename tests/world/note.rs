//! Whether a write that leaves has its note in storage.

use cairn::core::bulk::record::{Chunk, Stage};
use cairn::core::change::Change;
use cairn::core::journal::{self, Entry};
use cairn::dataverse::render;
use cairn::dataverse::request::{ApiRoot, ApiVersion, HttpRequest, Payload, Write};

use super::World;

impl World {
    /// Whether a batch has something in it that writes.
    pub fn writes_in_batch(request: &HttpRequest) -> bool {
        match &request.body {
            Payload::Multipart { text, .. } => {
                let verbs = ["POST ", "PATCH ", "DELETE ", "PUT "];
                text.lines().any(|line| verbs.iter().any(|verb| line.starts_with(verb)))
            }
            Payload::None | Payload::Json(_) => false,
        }
    }

    /// Whether the note of a write is stored: an entry that has begun with exactly this change, or for a batch a chunk.
    pub fn is_noted(&self, request: &HttpRequest) -> bool {
        if Self::writes_in_batch(request) {
            let begun = |chunk: &Chunk| matches!(chunk.stage, Stage::Begun { .. });
            return self.store.chunks.values().any(begun);
        }
        let begun = |entry: &&Entry| matches!(entry.stage, journal::Stage::Begun | journal::Stage::Unknown);
        self.store.journal.iter().filter(begun).any(|entry| {
            [ApiVersion::V9_2, ApiVersion::V9_1, ApiVersion::V9_0, ApiVersion::V8_2].into_iter().any(|version| {
                let root = ApiRoot { client_url: self.client_url.clone(), version };
                let same = |write: &Write| render::write(&root, write) == *request;
                // Publishing in one request stands in for publishing as a job.
                same(&entry.change.write())
                    || matches!(entry.change, Change::Publish { .. }) && same(&Write::PublishAll)
            })
        })
    }
}
