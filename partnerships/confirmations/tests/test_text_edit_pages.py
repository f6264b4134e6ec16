"""Writing the texts that both sides confirm."""

import pytest

from partnerships.confirmations.actions import EditText
from partnerships.models import ActionPlan, Confirmation
from partnerships.tests.factories import FollowUpFactory, ThemeFactory
from partnerships.tests.pages import fields, messages_of, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


class TestEditing:
    def test_the_confirmations_lost_are_named_before_saving_and_both_are_asked_again(self, client, scene):
        scene.both_confirm(scene.ask(scene.plan()))
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        warned = text_of(page)
        assert "Saving this edit voids both confirmations; both sides must confirm again." in warned
        assert "Barcelona: confirmed by Marta Soler on" in warned
        assert "Busan: confirmed by Jiwon Kim on" in warned
        done = client.post(address, fields(page) | {"vision_en": "A quieter port."}, follow=True)
        assert messages_of(done) == ["Saved as edition 2. Both sides are asked to confirm it."]
        assert Confirmation.objects.filter(state="requested").count() == 2

    @pytest.mark.one_database
    def test_saving_without_a_change_says_so_whatever_the_browser_does_to_line_ends(self, client, scene):
        plan = scene.plan(objectives_en="One\nTwo")
        scene.both_confirm(scene.ask(plan))
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        sent = {"vision_en": plan.vision_en, "objectives_en": "One\r\nTwo"}
        done = client.post(address, fields(client.get(address)) | sent, follow=True)
        assert messages_of(done) == ["Nothing was changed."]
        plan.refresh_from_db()
        assert plan.edition == 1

    @pytest.mark.one_database
    def test_the_steps_are_taken_afresh_where_that_is_ticked(self, client, scene):
        plan = scene.plan()
        scene.ask(plan)
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        assert "steps" not in client.get(address).context["form"].fields
        FollowUpFactory(pairing=scene.pairing, what_en="Send the sheet")
        page = client.get(address)
        client.post(address, fields(page) | {"vision_en": plan.vision_en, "steps": "on"})
        plan.refresh_from_db()
        assert (plan.edition, plan.items[0]["title_en"]) == (2, "Send the sheet")

    def test_somebody_faster_is_met_with_the_input_kept(self, client, scene):
        plan = scene.plan()
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        EditText.do(plan, version=plan.version, changes={"vision_en": "Theirs"}, **scene.by("counterpart"))
        answer = client.post(address, fields(page) | {"vision_en": "Mine"})
        assert answer.status_code == 409
        assert "Mine" in answer.content.decode()
        assert ActionPlan.objects.get().vision_en == "Theirs"

    @pytest.mark.one_database
    def test_a_text_begun_by_another_meanwhile_is_not_written_over(self, client, scene):
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "action-plan")
        page = client.get(address)
        scene.plan()
        answer = client.post(address, fields(page) | {"vision_en": "Mine"})
        assert answer.status_code == 422
        assert ActionPlan.objects.get().vision_en == "A greener port."

    def test_the_themes_are_chosen_in_their_order(self, client, scene):
        for code in ("energy", "transport", "water"):
            ThemeFactory(strand=scene.pairing.strand, code=code)
        client.force_login(scene.people["eu"])
        address = url(scene, "text-edit", "agreed-themes")
        sent = {"theme_1": "water", "theme_2": "", "theme_3": "energy", "agreed_by_en": "The launch meeting"}
        client.post(address, fields(client.get(address)) | sent)
        scene.pairing.refresh_from_db()
        assert scene.pairing.theme_codes == "water;energy"
        twice = client.post(address, fields(client.get(address)) | sent | {"theme_3": "water"})
        assert (twice.status_code, "A theme is chosen twice." in text_of(twice)) == (422, True)
        none = client.post(address, fields(client.get(address)) | {"agreed_by_en": "x"})
        assert (none.status_code, "Choose at least one theme." in text_of(none)) == (422, True)

    @pytest.mark.one_database
    def test_a_side_sees_its_own_part_of_the_closing_and_the_office_both(self, client, scene):
        scene.closing()
        address = url(scene, "text-edit", "closing")
        client.force_login(scene.people["eu"])
        own = [name for name in client.get(address).context["form"].fields if "_" in name and name != "seen_version"]
        assert own == ["eu_take_aways_en", "eu_take_aways_ko", "eu_prospects_en", "eu_prospects_ko"]
        client.force_login(scene.people["staff"])
        page = client.get(address)
        sent = {"eu_take_aways_en": "Open data pays.", "counterpart_take_aways_ko": "새 글"}
        assert client.post(address, fields(page) | sent).status_code == 422
        assert client.post(address, fields(client.get(address)) | sent | {"reason": "By mail"}).status_code == 302

    @pytest.mark.one_database
    @pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
    def test_others_read_and_do_not_write(self, client, scene, role):
        plan = scene.plan()
        client.force_login(scene.people[role])
        for name in ("text-edit", "text-request"):
            assert client.get(url(scene, name, "action-plan")).status_code == 403
            assert client.post(url(scene, name, "action-plan"), {"vision_en": "x"}).status_code == 403
        plan.refresh_from_db()
        assert plan.version == 1

    @pytest.mark.one_database
    def test_asking_shows_the_text_and_asks_both(self, client, scene):
        scene.plan()
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-request", "action-plan")
        page = client.get(address)
        assert "A greener port." in text_of(page)
        done = client.post(address, fields(page), follow=True)
        assert messages_of(done) == ["Both sides are asked to confirm edition 1."]
        again = client.post(address, fields(client.get(address)), follow=True)
        assert messages_of(again) == ["Edition 1 has been asked for already."]

    @pytest.mark.one_database
    def test_an_empty_text_is_not_asked_for(self, client, scene):
        client.force_login(scene.people["counterpart"])
        address = url(scene, "text-request", "action-plan")
        refused = client.post(address, fields(client.get(address)))
        assert refused.status_code == 422
        assert "Write the vision or the objectives first." in text_of(refused)
        assert not ActionPlan.objects.exists()
