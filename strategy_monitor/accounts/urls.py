"""The pages by which a person comes in, or to a password. To be mounted at « compte/ »."""

from django.urls import path

from strategy_monitor.accounts import entering, lasting, presenting, proving, views

urlpatterns = [
    path("mot-de-passe/", views.AskForLink.as_view(), name="account-forgotten"),
    path("mot-de-passe/demande/", views.LinkAskedFor.as_view(), name="account-asked"),
    path("mot-de-passe/<str:uidb64>/<str:token>/", views.SetNewPassword.as_view(), name="account-password"),
    path("invitation/<str:uidb64>/<str:token>/", views.AcceptInvitation.as_view(), name="account-invitation"),
    path("code/", proving.ask_code, name="account-code"),
    path("second-facteur/", proving.give_application, name="account-second-factor"),
    path("cle-d-acces/", presenting.give_passkey, name="account-passkey"),
    path("cle-d-acces/demande/", presenting.challenge_device, name="account-challenge"),
    path("cle-d-acces/entrer/", presenting.enter_by_passkey, name="account-enter"),
    path("session/", lasting.tell_session, name="account-session"),
    path("annuaire/", entering.lead_to_directory, name="account-directory"),
    path("annuaire/retour/", entering.come_back, name="account-returned"),
    path("annuaire/fin/", entering.end_from_directory, name="account-ended"),
]
