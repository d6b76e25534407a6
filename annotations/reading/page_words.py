"""The translated texts of the reading page's modules."""

from django.utils.translation import gettext as _


def words():
    """{key: text}; the page fills in `{name}`, and `<key>_one` is the singular."""
    return {
        **about_marks(),
        **about_saving(),
        **about_undo(),
        **about_reading(),
        **about_relations(),
        **about_links(),
    }


def about_marks():
    return {
        "remark": _("Remark"),
        "go_to": _("Go to the passage"),
        "passage": _("passage: {quote}"),
        "marks": _("{n} marks."),
        "marks_one": _("1 mark."),
        "notes": _("{n} notes"),
        "notes_one": _("1 note"),
        "notes_of": _("Notes on {where}"),
        "more": _("{n} more in ¶{label}"),
        "and_more": _("and {n} more"),
        "over": _("+{n} here"),
        "over_title": _("{n} more annotations here than lines can show"),
        "over_title_one": _("1 more annotation here than lines can show"),
        "comments": _("{n} comments"),
        "comments_one": _("1 comment"),
        "comments_failed": _("The comments could not be read; open the passage again."),
        "comment_saved": _("Comment saved."),
        "comment_kept": _("The server cannot be reached. Your words stay here: try again."),
        "unnamed": _("a record you may not see"),
        "no_such_mark": _("This annotation is not in this text: it may have been deleted."),
        "news": _("{name} added {n} annotations."),
        "news_one": _("{name} added 1 mark."),
    }


def about_saving():
    return {
        "saved": _("Saved: {where}."),
        "kept": _("The server cannot be reached. {where} is kept here and sent later."),
        "unsent": _("Unsent: kept here until the server answers."),
        "refused": _("Not saved: {reason}"),
        "not_proposed": _(
            "The value was not proposed: propose it when the annotation has been sent."
        ),
        "draft_back": _("What you entered here before is back. It is not saved yet."),
        "try_again": _("Try again"),
        "discard": _("Discard"),
        "sent": _("{n} kept annotations were sent."),
        "sent_one": _("1 kept annotation was sent."),
        "state_saved": _("All saved"),
        "state_unsent": _("{n} unsent"),
        "state_offline": _("Not reached"),
        "state_signed_out": _("Signed out"),
        "state_unreadable": _("This text can no longer be read here"),
        "signed_out_kept": _(
            "You are signed out. What you entered stays here: sign in, and save again."
        ),
        "kept_signed_out": _(
            "You are signed out. {where} is kept here and sent after you sign in."
        ),
        "not_reached": _("The server cannot be reached; nothing was changed. Try again."),
        "which_child": _("Say which kind of “{label}”: choose one below it."),
        "which_record": _("Choose a record from the list, or clear the line."),
        "conflict": _(
            "Somebody changed this annotation meanwhile. It now says {words}. Save replaces it "
            "with your words; Close keeps theirs."
        ),
        "gone": _("Somebody deleted this annotation meanwhile."),
        "deleted": _("Annotation deleted."),
        "deleted_from": _("Annotation deleted from ¶{label}."),
    }


def about_undo():
    return {
        "undo": _("Undo"),
        "undone": _("Undone."),
        "undone_made": _("Undone: the annotation {where}."),
        "undone_changed": _("Undone: the change of {where}."),
        "undone_deleted": _("Restored: the annotation {where}."),
        "undone_linked": _("Undone: the link of {where}."),
        "undone_relinked": _("Undone: the change of the link of {where}."),
        "undone_unlinked": _("Restored: the link of {where}."),
        "undone_commented": _("Undone: the comment on {where}."),
        "undone_related": _("Undone: the relation of {where}."),
        "undone_proposed": _("Withdrawn: the proposal to “{where}”."),
        "nothing_to_undo": _("Nothing was done here that could be undone."),
        "changed_since": _("Somebody changed this since, so it was not undone."),
        "written_already": _("The record was changed directly: revert that in its history."),
    }


def about_reading():
    return {
        "here": _("{at} of {n} here"),
        "click_again": _("Click again for the next."),
        "handle_start": _("Start of the passage"),
        "handle_end": _("End of the passage"),
        "reference_copied": _("Reference copied."),
        "resumed": _("You stopped reading at ¶{label}."),
        "resumed_nowhere": _("You stopped reading here."),
        "to_the_start": _("Go to the start"),
        "notes_on": _("Notes are shown."),
        "notes_off": _("Notes are hidden."),
        "size_small": _("Small text."),
        "size_middle": _("Medium text."),
        "size_large": _("Large text."),
    }


def about_relations():
    return {
        "related": _("Related."),
        "relation_from_here": _("To another passage:"),
        "relation_to_here": _("From another passage:"),
        "choose_relation": _("Choose a relation…"),
        "relation_not_chosen": _("Choose the relation between the two passages."),
        "unrelate": _("Remove the relation"),
        "unrelated": _("Relation removed."),
    }


def about_links():
    return {
        "create": _("New {kind}: “{words}”"),
        "choose_one": _("This name may mean several: choose one."),
        "search_failed": _("The register cannot be searched now."),
        "no_field": _("the record as a whole"),
        "no_row": _("none in particular"),
        "holds": _("Register holds {value}."),
        "rival": _("Register holds {value}. This becomes a rival value."),
        "holds_nothing": _("Register holds nothing here yet."),
        "read_as": _("It would be stored as {date}, {words}."),
        "read_from": _("It would be stored as {date}, {words}, counted from {reference}."),
        "edit_record": _("Edit record"),
        "change_link": _("Change"),
        "add_from_passage": _("Add…"),
        "link_repeated": _("Linked to “{record}”."),
        "nothing_to_repeat": _("No link has been made here yet that could be repeated."),
        "suggested_named": _("named in the passage"),
        "suggested_recent": _("linked last"),
        "proposed": _("Proposed to “{record}”: it waits for review."),
        "applied": _("Written to “{record}”."),
        "unlink": _("Unlink"),
        "unlinked": _("Link removed: {where}."),
        "grade": _("Grade: source, then information"),
        "role_supports": _("supports"),
        "role_contradicts": _("contradicts"),
        "role_mentions": _("mentions"),
        "role_restates": _("restates"),
        "role_context": _("gives context"),
        "credibility_1": _("1 confirmed by other sources"),
        "credibility_2": _("2 probably true"),
        "credibility_3": _("3 possibly true"),
        "credibility_4": _("4 doubtful"),
        "credibility_5": _("5 improbable"),
        "credibility_6": _("6 cannot be judged"),
    }
