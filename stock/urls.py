"""The addresses of stock, with their full paths."""

from django.urls import include, path

from stock.views import MergePage, StockPage, StockUploadPage

stock = [
    path("stock/", StockPage.as_view(), name="query"),
    path("stores/merge/", MergePage.as_view(), name="merge"),
    path("stock/upload/", StockUploadPage.as_view(), name="upload"),
]
urlpatterns = [path("", include((stock, "stock")))]
