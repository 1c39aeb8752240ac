from django.contrib.admin.apps import AdminConfig


class CuratorsConfig(AdminConfig):
    default_site = "storyteller.curators.CuratorsSite"
