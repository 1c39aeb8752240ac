from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice

from stories.models import Account

admin.site.register(Account, UserAdmin)
admin.site.unregister(
    TOTPDevice
)  # its pages show the secret of a second factor; `manage.py totp` shows it once, to whoever has the machine
admin.site.unregister(EmailAddress)  # nobody needs a list of families' addresses
