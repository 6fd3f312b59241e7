# The words of the pages in Dutch. What each part is for stands in en/pages.ftl; the terms stand in the file of the
# mails.

## Every page
skip = Naar de inhoud
go-start = Naar het begin
go-again = Probeer het opnieuw
go-sign-in = Op een andere manier inloggen
pages-label = Pagina’s
pages-newer = Nieuwer
pages-older = Ouder
door-about = Eén plek om te zien wie bij je bureau welke klantdeur kan openen, en om de sleutel terug te nemen.

## The first page
home-title = Latchkey
home-about = Je bent ingelogd. Hier komen de lijsten met klanten en personen.
home-you = Jij
theme-label = Weergave
theme-system = Als het systeem
theme-light = Licht
theme-dark = Donker
language-label = Taal
preferences-save = Opslaan
sign-out = Uitloggen

## Signing in
sign-in-title = Inloggen
sign-in-where = bij Latchkey op { $host }
sign-in-email = Zakelijk e-mailadres
sign-in-password = Wachtwoord
sign-in-forgot = Wachtwoord vergeten? Open Latchkey vanuit je platform: dat logt je in.
sign-in-remember = Houd me ingelogd op dit apparaat
sign-in-button = Inloggen
sign-in-wrong = Dat adres en wachtwoord horen niet bij elkaar. Er is niemand ingelogd.
sign-in-too-many = Te veel pogingen in korte tijd. Er is niemand ingelogd. Wacht enkele minuten en probeer het dan opnieuw.
sign-in-no-passwords = Je platform logt je in: open Latchkey daarvandaan.
sign-in-approver = Is je gevraagd toegang voor een bureau goed te keuren? Open de link die je hebt gekregen.
sign-in-link-title = Inloggen met je link
sign-in-link-about = met de link die voor jou is gemaakt
sign-in-link-button = Inloggen als { $name }
sign-in-link-until = Werkt één keer, tot { $until }.
sign-in-link-not-you = Ben jij dit niet? Sluit deze pagina; de link blijft ongebruikt. Je wordt alleen op dit apparaat ingelogd.
password-title = Kies een wachtwoord
password-about = Je bent binnen. Met een wachtwoord kun je later terugkomen.
password-label = Nieuw wachtwoord
password-hint = Minstens 8 tekens, welke je maar wilt. Een zin is makkelijk te onthouden en moeilijk te raden.
password-too-short = Dat past niet: een wachtwoord heeft minstens 8 tekens en is hoogstens 1024 bytes lang. Er is niets opgeslagen.
password-button = Wachtwoord opslaan

## An invitation
invitation-title = Uitnodiging voor { $account }
invitation-for = Voor { $address }
invitation-heading-by = { $actor } nodigt je uit voor { $account }
invitation-heading = Je bent uitgenodigd voor { $account }
invitation-about = Jij beslist. Er verandert niets voordat je de uitnodiging aanneemt, en je kunt het account altijd weer verlaten.
invitation-what = Wat je zou krijgen
invitation-until = { $days ->
    [one] Tot { $day }, { $days } dag
   *[other] Tot { $day }, { $days } dagen
}
fact-invited-by = Uitgenodigd door
invitation-inviter = { $actor }
invitation-inviter-super-admin = { $actor }, superbeheerder daar
invitation-inviter-partner-admin = { $actor }, partnerbeheerder daar
invitation-inviter-set = { $actor }, die daar { $set } heeft
invitation-inviter-for = namens { $partner }
fact-account = Account
fact-access = Toegang
fact-could = Je zou kunnen
fact-seat = Licentie
fact-acts-for = Namens
fact-ends = Eindigt
acts-for-nobody = Niemand anders dan jijzelf
could-nothing = Nog niets, met deze licentie
could-many = { $count ->
    [one] { $count } ding doen
   *[other] { $count } dingen doen: bekijk ze
}
access-super-admin = Superbeheerder
access-partner-admin = Partnerbeheerder
seat-partner = Partnerlicentie
seat-core = Basislicentie
seat-view-only = Leeslicentie
seat-sales = Verkooplicentie
seat-service = Servicelicentie
invitation-accept = Uitnodiging aannemen
invitation-decline = Weigeren
invitation-confirms = Door aan te nemen bevestig je dat { $address } jouw adres is.
invitation-hint = Wie je heeft uitgenodigd, krijgt bericht als je weigert en kan je opnieuw uitnodigen. Had je dit niet verwacht? Sluit deze pagina en er gebeurt niets: de uitnodiging eindigt op { $until }.
declined-title = Je hebt de uitnodiging geweigerd
declined-about = Je hebt geen toegang tot { $account }. Wie je heeft uitgenodigd, krijgt bericht.
declined-hint = Van gedachten veranderd? Vraag om een nieuwe uitnodiging.

## The outbox of the demo
outbox-title = Postvak UIT
outbox-demo = Demo
outbox-sign-in = Inloggen als iemand
outbox-about = De e-mails die deze demo zou hebben verstuurd. Geen ervan heeft deze computer verlaten: er is geen mailserver ingesteld, dus ze staan in de database en zijn hier te zien.
outbox-filter-label = E-mails filteren
outbox-search = Zoeken
outbox-search-hint = Onderwerp of adres
outbox-search-label = E-mails doorzoeken
outbox-to-label = Aan
outbox-to-anyone = Aan iedereen
outbox-kind-label = Soort
outbox-kind-any = Elke soort
outbox-filter = Filteren
outbox-none = Nog geen e-mails
outbox-none-found = Geen e-mails passen bij deze filters
outbox-caption = E-mails, nieuwste eerst
outbox-col-subject = Onderwerp en ontvanger
outbox-col-when = Wanneer (UTC)
outbox-to = Aan { $address }
outbox-to-named = Aan { $name }, { $address }
outbox-count = { $count ->
    [one] { $first }–{ $last } van { $count } e-mail
   *[other] { $first }–{ $last } van { $count } e-mails
}
outbox-note = De links in deze e-mails werken, dus je kunt vanaf hier een uitnodiging volgen. In een echte installatie bestaat deze pagina niet.
outbox-back = Terug naar Postvak UIT
outbox-html = Als HTML
outbox-text = Als platte tekst
mail-link-approved = Link goedgekeurd
mail-link-declined = Link afgewezen
mail-invited = Uitnodiging
mail-invitation-cancelled = Uitnodiging ingetrokken
mail-invitation-declined = Uitnodiging geweigerd
mail-added = Toegevoegd
mail-made-super-admin = Superbeheerder gemaakt
mail-access-changed = Toegang gewijzigd
mail-deactivated = Gedeactiveerd
mail-reactivated = Opnieuw geactiveerd
mail-given-back = Toegang teruggegeven
mail-removed = Verwijderd
mail-suspended = Toegang stopgezet
mail-access-ending = Toegang eindigt
mail-access-of-others-ending = Toegang van anderen eindigt
mail-linked = Gekoppeld
mail-unlinked = Ontkoppeld
mail-enrolment-ended = Uit het partnerprogramma
mail-enrolment-restored = Weer in het partnerprogramma
mail-last-super-admin-left = Iemand is weg
mail-partner-admins-gained = Partnerbeheerders kunnen meer
mail-partner-admin-approved = Partnerbeheerder goedgekeurd
mail-partner-admin-created = Partnerbeheerder aangemaakt
mail-employees-added = Medewerkers toegevoegd
mail-changed-to-partner-admin = Gewijzigd in partnerbeheerder
mail-all-removed = Iedereen verwijderd
mail-partner-severed = Samenwerking beëindigd
mail-member-left = Iemand verliet het account
mail-relationship-ending = Relatie eindigt
mail-relationship-ended = Relatie beëindigd
mail-test = Proef

## What was asked for cannot be shown
lost-reference = Referentie:
lost-not-found =
    .title = Aan deze haak hangt niets
    .text = De pagina is verplaatst, of waar ze over ging, is niet meer in Latchkey.
lost-forbidden =
    .title = Hier heb je geen sleutel voor
    .text = Je toegang omvat dit niet. Er is niets veranderd.
    .hint = Een superbeheerder van het account kan die aan je geven.
lost-refused =
    .title = Dit kan nu niet
    .text = Er is iets veranderd sinds je de pagina opende, of een regel staat het niet toe. Er is niets veranderd.
    .hint = Open de pagina opnieuw om te zien hoe het er nu voor staat.
lost-unreadable =
    .title = Dat formulier was niet te lezen
    .text = Er ontbrak iets of er was iets ongeldig. Er is niets veranderd.
lost-too-many =
    .title = Te vaak aan de sleutel gedraaid
    .text = Te veel verzoeken in korte tijd. Wacht even en probeer het dan opnieuw.
lost-failed =
    .title = Die sleutel is in het slot afgebroken
    .text = Er ging bij ons iets mis. Kijk of een wijziging is gemaakt voordat je die herhaalt.
    .hint = Je beheerder kan de referentie in het serverlogboek vinden.
lost-unavailable =
    .title = Het slot klemt even
    .text = De database is niet bereikbaar, of te veel mensen wijzigen tegelijk hetzelfde. Er is niets veranderd. Wacht even en probeer het dan opnieuw.
lost-old-form =
    .title = Dit formulier is te oud
    .text = Er heeft iemand in- of uitgelogd sinds de pagina werd geopend, of het formulier kwam niet van Latchkey. Er is niets veranderd.
    .hint = Open de pagina opnieuw en verstuur het nog een keer. Je browser moet cookies bewaren.
lost-sign-in-link =
    .title = Deze sleutel is al omgedraaid
    .text = Een inloglink werkt één keer en maar kort. Deze is gebruikt of te oud. Er is zojuist niemand ingelogd.
    .hint = Kwam je van je platform? Ga terug en open Latchkey opnieuw: het maakt een nieuwe link.
lost-invitation =
    .title = Deze uitnodiging is niet meer geldig
    .text = Ze is al beantwoord, opnieuw verstuurd, ingetrokken of te oud. Er is zojuist niets veranderd.
    .hint = Al aangenomen? Log in. Vraag anders wie je heeft uitgenodigd om ze opnieuw te versturen.
