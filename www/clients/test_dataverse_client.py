"""Microsoft's PowerPlatform-Dataverse-Client for Python, unmodified, against the practice organisation."""

import json
import os
import time
import unittest
import urllib.request

from azure.core.credentials import AccessToken
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError

HOST = os.environ["PRACTICE_HOST"]
CONTROL = os.environ["PRACTICE_CONTROL"]


class AnyToken:
    """The practice organisation takes every bearer token for its administrator's."""

    def get_token(self, *_scopes, **_options):
        return AccessToken("any", int(time.time()) + 3600)


def reset():
    order = urllib.request.Request(
        f"{CONTROL}/reset", data=json.dumps({"scenario": "user-ready"}).encode(), method="POST"
    )
    with urllib.request.urlopen(order) as reply:
        assert reply.status == 200


class DataverseClientTest(unittest.TestCase):
    def setUp(self):
        reset()
        self.client = DataverseClient(f"https://{HOST}", AnyToken())
        self.addCleanup(self.client.close)

    def users(self, page_size):
        return list(
            self.client.records.list_pages(
                "systemuser",
                select=["systemuserid", "fullname", "isdisabled"],
                filter="isdisabled eq false and accessmode ne 3",
                orderby=["fullname asc", "systemuserid asc"],
                page_size=page_size,
            )
        )

    def test_a_filtered_list_comes_in_pages(self):
        pages = self.users(4)
        self.assertGreater(len(pages), 2)
        for page in pages[:-1]:
            self.assertEqual(len(list(page)), 4)
        ids = [row["systemuserid"] for page in pages for row in page]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual(len(ids), len(list(self.users(5000)[0])))
        self.assertTrue(all(row["isdisabled"] is False for page in pages for row in page))

    def test_a_row_is_retrieved(self):
        first = next(iter(self.users(1)[0]))
        row = self.client.records.retrieve("systemuser", first["systemuserid"], select=["fullname"])
        self.assertEqual(row["fullname"], first["fullname"])

    def test_an_update_is_read_back(self):
        account = self.client.records.create("account", {"name": "Adventure Works"})
        self.client.records.update("account", account, {"telephone1": "555-0142", "name": "Adventure Works Cycles"})
        row = self.client.records.retrieve("account", account, select=["name", "telephone1"])
        self.assertEqual((row["name"], row["telephone1"]), ("Adventure Works Cycles", "555-0142"))

    def test_a_batch_with_a_change_set(self):
        existing = self.client.records.create("account", {"name": "Fourth Coffee"})
        batch = self.client.batch.new()
        batch.records.retrieve("account", existing, select=["name"])
        with batch.changeset() as changes:
            account = changes.records.create("account", {"name": "Litware"})
            changes.records.update("account", account, {"telephone1": "555-0199"})
            changes.records.create("contact", {"lastname": "Vargas", "parentcustomerid_account@odata.bind": account})
        result = batch.execute()
        self.assertEqual([item.status_code for item in result.responses], [200, 204, 204, 204])
        made = self.client.records.retrieve("account", result.entity_ids[0], select=["name", "telephone1"])
        self.assertEqual((made["name"], made["telephone1"]), ("Litware", "555-0199"))

    def test_a_change_set_is_all_or_nothing(self):
        batch = self.client.batch.new()
        with batch.changeset() as changes:
            changes.records.create("account", {"name": "Never There"})
            changes.records.create("account", {"nosuchcolumn": "x"})
        result = batch.execute(continue_on_error=True)
        self.assertTrue(result.has_errors)
        found = self.client.records.list("account", select=["name"], filter="name eq 'Never There'")
        self.assertEqual(len(list(found)), 0)

    def test_an_error_carries_the_service_code(self):
        with self.assertRaises(HttpError) as raised:
            self.client.records.update("account", "00000000-0000-0000-0000-00000000dead", {"name": "Nobody"})
        error = raised.exception
        self.assertEqual(error.status_code, 404)
        self.assertEqual(error.details["service_error_code"], "0x80040217")


if __name__ == "__main__":
    unittest.main()
