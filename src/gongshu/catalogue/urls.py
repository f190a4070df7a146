"""The addresses of the catalogue."""

from django.urls import path

from gongshu.catalogue import views
from gongshu.catalogue.views import ckan, desk, files, imports, lists, review

app_name = "catalogue"
urlpatterns = [
    path("catalogue", views.search, name="search"),
    path("catalogue.json", views.search_json, name="search-json"),
    path("catalogue.atom", files.feed, name="search-atom"),
    path("catalogue.<str:ending>", files.whole, name="whole"),
    path("catalog.<str:ending>", files.catalog, name="catalog"),
    path("catalogue/rates", views.rates, name="rates"),
    path("catalogue/list", review.entries, name="list"),
    path("catalogue/review", review.queue, name="review"),
    path("catalogue/review/<slug:number>", review.review, name="review-case"),
    path("catalogue/levels", review.levels, name="levels"),
    path("catalogue/levels/<str:number>", review.level, name="level"),
    path("catalogue/synonyms", review.synonyms, name="synonyms"),
    path("catalogue/synonyms/change", review.synonym, name="synonym"),
    path("api/action/<slug:name>", ckan.action, name="action"),
    path("api/3/action/<slug:name>", ckan.action, name="action-3"),
    path("lists", lists.lists, name="lists"),
    path("lists.json", lists.lists_json, name="lists-json"),
    path("lists/<slug:kind>/<str:scope>", lists.newest, name="list-newest"),
    path("lists/<slug:kind>/<str:scope>/publish", lists.publish, name="list-publish"),
    path("lists/<slug:kind>/<str:scope>/<int:version>", lists.version, name="list-version"),
    path("lists/<slug:kind>/<str:scope>/<int:version>.<str:ending>", lists.file, name="list-file"),
    path("catalogue/imports", imports.imports, name="imports"),
    path("catalogue/imports/<slug:number>", imports.batch, name="import-batch"),
    path("catalogue/imports/<slug:number>/leave-out", imports.leave_out, name="import-leave-out"),
    path("catalogue/steward", desk.steward, name="steward"),
    path("catalogue/new", desk.new, name="new"),
    path("catalogue/template.yaml", desk.file, name="template"),
    path("catalogue/upload", desk.upload, name="upload"),
    path("catalogue/submit", desk.submit, name="submit"),
    path("catalogue/resources/<slug:number>/hook", desk.hook, name="hook"),
    path("catalogue/resources/<slug:number>/unhook", desk.unhook, name="unhook"),
    path("catalogue/<slug:number>/citation.json", views.citation_json, name="citation-json"),
    path("catalogue/<slug:number>/score.json", views.score_json, name="score-json"),
    path("catalogue/<slug:number>/score", views.score, name="score"),
    path("catalogue/<slug:number>.croissant.json", files.croissant_of, name="entry-croissant"),
    path("catalogue/<slug:number>.json", views.entry_json, name="entry-json"),
    path("catalogue/<slug:number>.<str:ending>", files.entry, name="entry-dcat"),
    path("catalogue/<slug:number>", views.entry, name="entry"),
    path("catalogue/<slug:number>/versions/<int:place>", views.version, name="version"),
    path("catalogue/<slug:number>/edit", desk.edit, name="edit"),
    path("catalogue/<slug:number>/check", desk.check, name="check"),
    path("catalogue/<slug:number>/drop", desk.drop, name="drop"),
    path("catalogue/<slug:number>/resources", desk.add_resource, name="add-resource"),
]
