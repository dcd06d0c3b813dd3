import pytest
from django.test.html import parse_html
from tests import make
@pytest.mark.django_db
def test_x(client):
    u=make.superuser(); client.force_login(u)
    for a in ["/dashboard/","/runs/","/upload/","/stock/","/admin/","/admin/catalog/product/", "/login/"]:
        r=client.get(a)
        import time; t=time.time(); r=client.get(a); t=time.time()-t
        e=parse_html(r.content.decode())
        print(a,r.status_code,len(r.content),round(t,3),e.name if hasattr(e,'name') else type(e))
    open("/tmp/dash.html","wb").write(client.get("/dashboard/").content)
