# The words of the pages in Norwegian (bokmål). What each part is for stands in en/pages.ftl; the terms stand in the
# file of the mails.

## Every page
skip = Gå til innholdet
go-start = Gå til start
go-again = Prøv igjen
go-sign-in = Logg inn på en annen måte
pages-label = Sider
pages-newer = Nyere
pages-older = Eldre
door-about = Ett sted å se hvem i byrået som kan åpne døren til hvilken kunde, og å ta nøkkelen tilbake.

## The first page
home-title = Latchkey
home-about = Du er logget inn. Listene over kunder og personer kommer her.
home-you = Du
theme-label = Utseende
theme-system = Som systemet
theme-light = Lyst
theme-dark = Mørkt
language-label = Språk
preferences-save = Lagre
sign-out = Logg ut

## Signing in
sign-in-title = Logg inn
sign-in-where = i Latchkey på { $host }
sign-in-email = E-postadresse på jobb
sign-in-password = Passord
sign-in-forgot = Glemt passordet? Åpne Latchkey fra plattformen din, så blir du logget inn.
sign-in-remember = Hold meg innlogget på denne enheten
sign-in-button = Logg inn
sign-in-wrong = Adressen og passordet hører ikke sammen. Ingen ble logget inn.
sign-in-too-many = For mange forsøk på kort tid. Ingen ble logget inn. Vent noen minutter og prøv igjen.
sign-in-no-passwords = Plattformen din logger deg inn: åpne Latchkey derfra.
sign-in-approver = Er du bedt om å godkjenne tilgang for et byrå? Åpne lenken de sendte deg.
sign-in-link-title = Logg inn med lenken din
sign-in-link-about = med lenken som er laget for deg
sign-in-link-button = Logg inn som { $name }
sign-in-link-until = Virker én gang, til { $until }.
sign-in-link-not-you = Er dette ikke deg? Lukk siden, så forblir lenken ubrukt. Du blir bare logget inn på denne enheten.
password-title = Velg et passord
password-about = Du er inne. Med et passord kan du komme tilbake senere.
password-label = Nytt passord
password-hint = Minst 8 tegn, hvilke du vil. En setning er lett å huske og vanskelig å gjette.
password-too-short = Det passer ikke: et passord har minst 8 tegn og er høyst 1024 byte langt. Ingenting ble lagret.
password-button = Lagre passordet

## An invitation
invitation-title = Invitasjon til { $account }
invitation-for = Til { $address }
invitation-heading-by = { $actor } inviterer deg til { $account }
invitation-heading = Du er invitert til { $account }
invitation-about = Du bestemmer. Ingenting endres før du takker ja, og du kan forlate kontoen igjen når som helst.
invitation-what = Det du ville få
invitation-until = { $days ->
    [one] Til { $day }, { $days } dag
   *[other] Til { $day }, { $days } dager
}
fact-invited-by = Invitert av
invitation-inviter = { $actor }
invitation-inviter-super-admin = { $actor }, superadministrator der
invitation-inviter-partner-admin = { $actor }, partneradministrator der
invitation-inviter-set = { $actor }, som har { $set } der
invitation-inviter-for = på vegne av { $partner }
fact-account = Konto
fact-access = Tilgang
fact-could = Du kunne
fact-seat = Lisens
fact-acts-for = På vegne av
fact-ends = Utløper
acts-for-nobody = Ingen andre enn deg selv
could-nothing = Ingenting ennå, med denne lisensen
could-many = { $count ->
    [one] Gjøre { $count } ting
   *[other] Gjøre { $count } ting: se hvilke
}
access-super-admin = Superadministrator
access-partner-admin = Partneradministrator
seat-partner = Partnerlisens
seat-core = Kjernelisens
seat-view-only = Visningslisens
seat-sales = Salgslisens
seat-service = Servicelisens
invitation-accept = Takk ja
invitation-decline = Takk nei
invitation-confirms = Når du takker ja, bekrefter du at { $address } er adressen din.
invitation-hint = Den som inviterte deg, får vite om du takker nei, og kan invitere deg igjen. Ventet du ikke dette? Lukk siden, så skjer ingenting: invitasjonen utløper { $until }.
declined-title = Du takket nei til invitasjonen
declined-about = Du har ikke tilgang til { $account }. Den som inviterte deg, får beskjed.
declined-hint = Har du ombestemt deg? Be om en ny invitasjon.

## The outbox of the demo
outbox-title = Utboks
outbox-demo = Demo
outbox-sign-in = Logg inn som noen
outbox-about = E-postene denne demoen ville ha sendt. Ingen har forlatt maskinen: det er ikke satt opp noen e-posttjener, så de ligger i databasen og vises her.
outbox-filter-label = Filtrer e-poster
outbox-search = Søk
outbox-search-hint = Emne eller adresse
outbox-search-label = Søk i e-poster
outbox-to-label = Til
outbox-to-anyone = Til alle
outbox-kind-label = Type
outbox-kind-any = Alle typer
outbox-filter = Filtrer
outbox-none = Ingen e-poster ennå
outbox-none-found = Ingen e-poster passer til disse filtrene
outbox-caption = E-poster, de nyeste først
outbox-col-subject = Emne og mottaker
outbox-col-when = Når (UTC)
outbox-to = Til { $address }
outbox-to-named = Til { $name }, { $address }
outbox-count = { $count ->
    [one] { $first }–{ $last } av { $count } e-post
   *[other] { $first }–{ $last } av { $count } e-poster
}
outbox-note = Lenkene i disse e-postene virker, så du kan følge en invitasjon herfra. I en ekte installasjon finnes ikke denne siden.
outbox-back = Tilbake til utboksen
outbox-html = Som HTML
outbox-text = Som ren tekst
mail-link-approved = Lenke godkjent
mail-link-declined = Lenke avslått
mail-invited = Invitasjon
mail-invitation-cancelled = Invitasjon trukket tilbake
mail-invitation-declined = Takket nei til invitasjon
mail-added = Lagt til
mail-made-super-admin = Ny superadministrator
mail-access-changed = Tilgang endret
mail-deactivated = Deaktivert
mail-reactivated = Aktivert igjen
mail-given-back = Tilgang gitt tilbake
mail-removed = Fjernet
mail-suspended = Tilgang stoppet
mail-access-ending = Tilgang utløper
mail-access-of-others-ending = Andres tilgang utløper
mail-linked = Knyttet
mail-unlinked = Tilknytning opphevet
mail-enrolment-ended = Ute av partnerprogrammet
mail-enrolment-restored = I partnerprogrammet igjen
mail-last-super-admin-left = Noen har sluttet
mail-partner-admins-gained = Partneradministratorer kan mer
mail-partner-admin-approved = Partneradministrator godkjent
mail-partner-admin-created = Partneradministrator opprettet
mail-employees-added = Medarbeidere lagt til
mail-changed-to-partner-admin = Endret til partneradministrator
mail-all-removed = Alle fjernet
mail-partner-severed = Samarbeid avsluttet
mail-member-left = Noen forlot kontoen
mail-relationship-ending = Kundeforhold avsluttes
mail-relationship-ended = Kundeforhold avsluttet
mail-test = Prøve

## What was asked for cannot be shown
lost-reference = Referanse:
lost-not-found =
    .title = Ingenting henger på denne kroken
    .text = Siden er flyttet, eller det den handlet om, er ikke lenger i Latchkey.
lost-forbidden =
    .title = Du har ikke nøkkelen til dette
    .text = Tilgangen din omfatter ikke dette. Ingenting ble endret.
    .hint = En superadministrator for kontoen kan gi deg den.
lost-refused =
    .title = Dette kan ikke gjøres nå
    .text = Noe er endret siden du åpnet siden, eller en regel tillater det ikke. Ingenting ble endret.
    .hint = Åpne siden igjen for å se hvordan det står til.
lost-unreadable =
    .title = Skjemaet kunne ikke leses
    .text = Noe manglet i det eller var ugyldig. Ingenting ble endret.
lost-too-many =
    .title = For mange forsøk med nøkkelen
    .text = For mange forespørsler på kort tid. Vent litt og prøv igjen.
lost-failed =
    .title = Nøkkelen knakk i låsen
    .text = Noe gikk galt hos oss. Sjekk om en endring ble gjort, før du gjør den igjen.
    .hint = Administratoren kan finne referansen i tjenerloggen.
lost-unavailable =
    .title = Låsen sitter fast et øyeblikk
    .text = Databasen er ikke tilgjengelig, eller for mange endrer det samme samtidig. Ingenting ble endret. Vent litt og prøv igjen.
lost-old-form =
    .title = Skjemaet er for gammelt
    .text = Noen har logget inn eller ut siden siden ble åpnet, eller skjemaet kom ikke fra Latchkey. Ingenting ble endret.
    .hint = Åpne siden igjen og send det én gang til. Nettleseren må ta imot informasjonskapsler.
lost-sign-in-link =
    .title = Denne nøkkelen er allerede brukt
    .text = En innloggingslenke virker én gang og bare en kort stund. Denne er brukt eller for gammel. Ingen ble logget inn nå.
    .hint = Kom du fra plattformen din? Gå tilbake og åpne Latchkey igjen: den lager en ny lenke.
lost-invitation =
    .title = Invitasjonen gjelder ikke lenger
    .text = Den er allerede besvart, sendt på nytt, trukket tilbake eller for gammel. Ingenting ble endret nå.
    .hint = Har du takket ja før? Logg inn. Ellers kan du be den som inviterte deg, sende den på nytt.
