//! Actions: publishing (dataverse §5.4).

use serde_json::json;

use super::call::{Call, Reply};
use super::path::Arguments;
use crate::org::error::{Outcome, Refusal};
use crate::org::publish::How;
use crate::org::schema::ORGANIZATION;
use crate::org::world::World;

impl World {
    /// Runs an unbound action, if the first segment names one.
    pub(crate) fn action(&mut self, call: &Call<'_>) -> Outcome<Option<Reply>> {
        let Some(first) = call.segments.first() else { return Ok(None) };
        let how = match first.name.as_str() {
            "PublishAllXml" => How::All,
            "PublishXml" => How::Some,
            "PublishAllXmlAsync" if self.online() => How::Job,
            _ => return Ok(None),
        };
        if call.method != "POST" {
            return Err(Refusal::method(call.method));
        }
        if call.segments.len() > 1 || first.arguments != Arguments::None {
            return Err(Refusal::no_segment(&first.name));
        }
        if self.store.in_change_set() {
            // What publishing does cannot be taken back, and the reference shows none in a change set: the stricter
            // reading.
            return Err(Refusal::query(format!("The action '{}' cannot be part of a change set.", how.action())));
        }
        parameters(call, how)?;
        self.require(call.caller, &call.rights, "prvPublishCustomization", ORGANIZATION)?;
        if how == How::Some {
            self.must_be_publishable(call)?;
        }
        let (takes_ms, job) = self.start_publish(how, call.now_ms, Some(call.caller))?;
        if how == How::Job {
            let context = format!("{}$metadata#Microsoft.Dynamics.CRM.PublishAllXmlAsyncResponse", call.service.root);
            let body = json!({ "@odata.context": context, "AsyncOperationId": job.to_string() });
            return Ok(Some(Reply::json(body)));
        }
        let reply = if self.publishing.fails {
            let refusal = Refusal::new(500, "0x80044150", "Generic SQL error.");
            Reply {
                status: refusal.status,
                ..refusal.body(false, false).map_or_else(|| Reply::empty(500), Reply::json)
            }
        } else {
            Reply::empty(204)
        };
        Ok(Some(Reply { takes_ms, ..reply }))
    }

    /// The tables that `ParameterXml` names: there, and not part of a managed solution.
    fn must_be_publishable(&self, call: &Call<'_>) -> Outcome<()> {
        let body = call.json()?;
        let xml = body.get("ParameterXml").and_then(serde_json::Value::as_str).unwrap_or_default();
        let malformed = || Refusal::new(400, "0x80040203", "The parameter ParameterXml is not understood.");
        let document = roxmltree::Document::parse(xml).map_err(|_| malformed())?;
        if document.root_element().tag_name().name() != "importexportxml" {
            return Err(malformed());
        }
        for node in document.descendants().filter(|node| node.has_tag_name("entity")) {
            let logical = node.text().unwrap_or_default().trim();
            let table = self.store.schema.logical(logical).ok_or_else(|| {
                let text = format!("The entity with a name = '{logical}' was not found in the MetadataCache.");
                Refusal::new(404, "0x80041102", text)
            })?;
            let definition = self.store.table(table);
            if definition.custom && definition.managed {
                let text = format!("Publish cannot be performed when {logical} is managed.");
                return Err(Refusal::new(400, "0x8004f014", text));
            }
        }
        Ok(())
    }
}

/// The body: none or `{}` where there are no parameters, `ParameterXml` for the one that has it.
fn parameters(call: &Call<'_>, how: How) -> Outcome<()> {
    if call.body.is_empty() && how != How::Some {
        return Ok(());
    }
    let body = call.json()?;
    let known = |name: &str| how == How::Some && name == "ParameterXml";
    if let Some(name) = body.keys().find(|name| !known(name)) {
        return Err(Refusal::payload(format!(
            "Microsoft.OData.ODataException: The parameter '{name}' in the request payload is not a valid parameter \
             for the operation '{}'.",
            how.action()
        )));
    }
    if how == How::Some && !body.contains_key("ParameterXml") {
        return Err(Refusal::payload(
            "Microsoft.OData.ODataException: The required parameter 'ParameterXml' is missing.",
        ));
    }
    Ok(())
}
