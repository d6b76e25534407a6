from importlib import import_module

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    name = "annotations"

    def ready(self):
        """Register what needs the models, which exist only once every app is loaded."""
        import_module("annotations.comments.notification_subjects").register_subjects()
        import_module("annotations.links.registration").register_links()
        store = import_module("annotations.comments.services").store_imported_replies
        hooks = import_module("annotations.change_hooks")
        hooks.when_replies_imported.append(store)
        relations = import_module("annotations.relations.services")
        hooks.when_deleted.append(relations.follow_deletion)
        hooks.when_restored.append(relations.follow_restoring)
        follow = import_module("ctplatform.changes.followed").follow
        follow("article", "articles", self.get_model("Article"))
        follow("annotation", "annotations", self.get_model("Annotation"))
        relation = self.get_model("AnnotationRelation")
        follow("annotation_relation", "annotation-relations", relation)
        follow("link", "links", self.get_model("PassageLink"))
        follow("comment", "comments", self.get_model("Comment"))
