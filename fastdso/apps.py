from django.apps import AppConfig


class FastDSOConfig(AppConfig):
    name = "fastdso"
    verbose_name = "FastDSO"
