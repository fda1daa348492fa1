"""Where the project's addresses lead."""

from django.urls import include, path

urlpatterns = [path("api/", include("app.routes.urls"))]

handler404 = "app.routes.problems.not_found"
handler500 = "app.routes.problems.server_error"
