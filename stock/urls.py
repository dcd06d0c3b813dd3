"""The addresses of stock, with their full paths."""

from django.urls import include, path

from stock.views import StockPage, StockUploadPage

stock = [
    path("stock/", StockPage.as_view(), name="query"),
    path("stock/upload/", StockUploadPage.as_view(), name="upload"),
]
urlpatterns = [path("", include((stock, "stock")))]
