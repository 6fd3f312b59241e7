# The words of mails in Norwegian (bokmål). What each part is for stands in en/mail.ftl.
#
# partner admin = partneradministrator, super admin = superadministrator, permission set = tillatelsessett,
# permission = tillatelse, partner seat = partnerlisens, deactivate = deaktivere, remove = fjerne,
# reactivate = aktivere igjen, access link = tilgangslenke, agency = byrå, client = kunde, employee = medarbeider,
# managed relationship = forvaltet kundeforhold, user list = brukerliste, link = knytte, act for = handle for

greeting = Hei,
greeting-named = Hei { $reader },

## To the employee

link-approved =
    .subject = { $client } godkjente tilgangslenken din
    .lead = Du er nå partneradministrator hos { $client }. Du kan begynne med en gang, og legge til kolleger innenfor det du selv har tilgang til der.
    .after = Dette følger ikke med: fakturering, betalingsmåter, superadministratorer og klargjøring av brukere. Vil du ikke ha denne tilgangen, kan du forlate { $client } i innstillingene dine.
link-declined =
    .subject = { $client } avslo tilgangslenken din
    .lead = Ingenting er endret: Du har ikke fått ny tilgang der. Lenken din kan fortsatt godkjennes senere, og av andre kunder.
    .button = Se tilgangslenken din
    .after = Tror du det er en feil? Spør kontaktpersonen din hos { $client }.

## To the person, about their own access

invited =
    .subject = { $by ->
        [person] { $actor } inviterer deg til { $account }
       *[other] Du er invitert til { $account }
    }
    .lead = Åpne invitasjonen for å se hva du får tilgang til. Der takker du ja eller nei; bare det å åpne den endrer ingenting.
    .button = Se invitasjonen
    .after = { $by ->
        [person] Kjenner du ikke { $actor }? Da trenger du ikke gjøre noe, og invitasjonen utløper av seg selv.
       *[other] Ventet du ikke dette? Da trenger du ikke gjøre noe, og invitasjonen utløper av seg selv.
    } Ingen hos { $account } ser om du har åpnet denne e-posten.
invitation-cancelled =
    .subject = Invitasjonen din til { $account } er trukket tilbake
    .lead = Lenken i den forrige e-posten virker ikke lenger. Ellers er ingenting endret.
added =
    .subject = { $accounts ->
        [1] Du er lagt til hos { $account }
       *[other] Du er lagt til hos { $accounts } kunder
    }
    .lead = Du kan begynne å arbeide der med en gang.
made-super-admin =
    .subject = Du er nå superadministrator hos { $account }
    .lead = Du har alle tillatelser der. Ta imot rollen for å bekrefte at du vil ha den: Før du gjør det, kan ikke { $account } regne med deg som eneste superadministrator.
    .button = Ta imot rollen
    .after = Vil du ikke ha den? Du kan forlate { $account } i innstillingene dine, eller be en annen superadministrator der om å endre den.
access-changed =
    .subject = { $accounts ->
        [1] Tilgangen din til { $account } er endret
       *[other] Tilgangen din til { $accounts } kunder er endret
    }
    .lead = Endringen gjelder fra nå av og står nedenfor.
became-partner-admin =
    .subject = { $accounts ->
        [1] Du er nå partneradministrator hos { $account }
       *[other] Du er nå partneradministrator hos { $accounts } kunder
    }
    .lead = Du har det en partneradministrator har der, og kan legge til kolleger innenfor det. Tilgangen du hadde før, er avsluttet.
deactivated =
    .subject = { $accounts ->
        [1] Du er deaktivert hos { $account }
       *[other] Du er deaktivert hos { $accounts } kunder
    }
    .lead = Foreløpig kan du ikke gjøre noe der. Du står fortsatt på brukerlisten, det du eier der, er fortsatt ditt, og du kan aktiveres igjen.
reactivated =
    .subject = { $accounts ->
        [1] Du er aktivert igjen hos { $account }
       *[other] Du er aktivert igjen hos { $accounts } kunder
    }
    .lead = Du kan arbeide der igjen med en gang.
given-back =
    .subject = { $accounts ->
        [1] Du har tilgang til { $account } igjen
       *[other] Du har tilgang til { $accounts } kunder igjen
    }
    .lead = Tilgangen stoppet da ansettelsen din i byrået tok slutt. Nå er du ansatt der igjen, og den virker som før.
removed =
    .subject = { $accounts ->
        [1] Du er fjernet fra { $account }
       *[other] Du er fjernet fra { $accounts } kunder
    }
    .lead = { $accounts ->
        [1] Du står ikke lenger på brukerlisten til { $account }, og tilgangen din der er avsluttet.
       *[other] Du står ikke lenger på brukerlistene til { $accounts } kunder. Det skjedde i én omgang, og tilgangen din der er avsluttet.
    }
    .instead = { $instead ->
        [one] Hos { $instead } kunde til, der du er superadministrator, er du deaktivert i stedet.
       *[other] Hos { $instead } kunder til, der du er superadministrator, er du deaktivert i stedet.
    }
suspended =
    .subject = { $accounts ->
        [1] Tilgangen din til { $account } er stoppet
       *[other] Tilgangen din til { $accounts } kunder er stoppet
    }
    .lead = Ansettelsen din i byrået er avsluttet, så du kan ikke gjøre noe der lenger.
access-ending =
    .subject = { $accounts ->
        [1] Tilgangen din til { $account } utløper { $left }
       *[other] Tilgangen din til { $accounts } kunder utløper { $left }
    }
    .lead = Etter det kan du ikke gjøre noe der før noen gir deg tilgang igjen.
    .more = { $by ->
        [person] Skal du fortsatt arbeide der? Be { $actor } om å flytte sluttdatoen.
       *[other] Skal du fortsatt arbeide der? Be en superadministrator der om å flytte sluttdatoen.
    }
    .after = { $days ->
        [1] Dette var den siste påminnelsen.
        [7] Vi minner deg på det én gang til, dagen før.
       *[other] Vi minner deg på det igjen 7 dager før og dagen før.
    }

## To whoever set an end

access-of-others-ending =
    .subject = { $people ->
        [1] { $accounts ->
            [1] Tilgangen { $person } har til { $account }, utløper { $left }
           *[other] Tilgangen { $person } har til { $accounts } kunder, utløper { $left }
        }
       *[other] { $accounts ->
            [1] Tilgangen { $people } personer har til { $account }, utløper { $left }
           *[other] Tilgangen { $people } personer har til { $accounts } kunder, utløper { $left }
        }
    }
    .lead = Etter det kan de ikke gjøre noe der før noen gir dem tilgang igjen.
    .after = Trengs tilgangen fortsatt? Flytt sluttdatoen før den tid. Ellers trenger du ikke gjøre noe.

## To super admins

linked =
    .subject = { $partner } knyttet { $person } til seg hos { $client }
    .lead = { $side ->
        [client] { $person } er allerede medlem av kontoen deres, og regnes nå som medarbeider hos { $partner } der. Det endrer ikke hva { $person } kan gjøre, og gir ikke { $partner } noen makt over tilgangen.
       *[partner] { $person } regnes nå som medarbeider hos dere der, og arbeidet holder det forvaltede kundeforholdet i live. Det { $person } kan gjøre, er det samme som før.
    }
    .after = { $side ->
        [client] Arbeider ikke { $person } for { $partner }? Be { $partner } om å oppheve tilknytningen.
       *[partner] Stemmer det ikke? Du kan oppheve tilknytningen på samme side.
    }
unlinked =
    .subject = { $partner } opphevet tilknytningen til { $person } hos { $client }
    .lead = { $person } regnes ikke lenger som medarbeider hos { $partner } der. Det { $person } kan gjøre, er det samme som før.
    .after = { $side ->
        [client] Du trenger ikke gjøre noe. Skal { $person } ikke lenger ha tilgang, kan du fjerne vedkommende fra brukerlisten.
       *[partner] Stemmer det ikke? Du kan knytte { $person } til dere igjen på samme side.
    }
enrolment-ended =
    .subject = { $partner } er ikke lenger med i partnerprogrammet
    .lead = { $side ->
        [client] Foreløpig kan partneradministratorene til { $partner } ikke gjøre noe hos dere. Byråets andre medarbeidere beholder tilgangen de har.
       *[partner] Foreløpig kan ikke partneradministratorene deres gjøre noe hos kundene, og tilgangslenker kan ikke godkjennes. Andre medarbeidere beholder tilgangen de har.
    }
    .after = { $side ->
        [client] Blir { $partner } med i programmet igjen, kan partneradministratorene arbeide som før. Vil dere ikke det? Da kan dere fjerne dem.
       *[partner] Tror du det er en feil? Spør dem som driver plattformen. Alt virker igjen når dere er tilbake i programmet.
    }
enrolment-restored =
    .subject = { $partner } er med i partnerprogrammet igjen
    .lead = { $side ->
        [client] Partneradministratorene til { $partner } kan arbeide hos dere igjen, med det de hadde før.
       *[partner] Partneradministratorene deres kan arbeide hos kundene igjen, med det de hadde før, og tilgangslenker kan godkjennes.
    }
    .after = { $side ->
        [client] Vil dere ikke det? Da kan dere deaktivere eller fjerne partneradministratorene.
       *[partner] Du trenger ikke gjøre noe.
    }
last-super-admin-left =
    .subject = { $person } har sluttet og er fortsatt superadministrator hos { $client }
    .lead = { $side ->
        [client] { $person } arbeider ikke lenger hos { $partner }, men er den siste superadministratoren deres, og derfor ble tilgangen stående. Gjør noen andre til superadministrator: Så snart de tar imot rollen, blir { $person } deaktivert.
       *[partner] { $person } arbeider ikke lenger hos dere, men er kundens siste superadministrator, og derfor ble tilgangen stående. Så snart kunden har en annen superadministrator, blir { $person } deaktivert.
    }
    .after = { $side ->
        [client] Inntil da kan { $person } fortsatt gjøre alt i kontoen deres.
       *[partner] Inntil da kan { $person } fortsatt gjøre alt der. Si fra til { $client } om at de trenger en annen superadministrator.
    }
partner-admins-gained =
    .subject = Partneradministratorer hos { $account } kan gjøre mer nå
    .lead = { $permissions ->
        [one] Tillatelsene på plattformen er oppdatert, og partneradministratorer har fått { $permissions } ny tillatelse.
       *[other] Tillatelsene på plattformen er oppdatert, og partneradministratorer har fått { $permissions } nye tillatelser.
    }
    .after = Vil dere ikke det? Dere kan holde tilbake enkelte tillatelser på brukerlisten.
partner-admin-made =
    .subject = { $person } er nå partneradministrator hos { $client }
    .lead = { $person } handler der for { $partner }, har det en partneradministrator har, og kan legge til kolleger innenfor det.
    .unseen = Du får vite det fordi ingen superadministrator har bestemt det.
    .after = Stemmer det ikke? Du kan deaktivere eller fjerne { $person } når som helst.
employees-added =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $partner } la til { $person } hos { $account }
           *[other] { $partner } la til { $person } i { $accounts } av kontoene dine
        }
       *[other] { $accounts ->
            [1] { $partner } la til { $people } personer hos { $account }
           *[other] { $partner } la til { $people } personer i { $accounts } av kontoene dine
        }
    }
    .lead = De handler for { $partner } og kan begynne å arbeide der med en gang.
    .after = Stemmer det ikke? Du kan deaktivere eller fjerne dem når som helst.
changed-to-partner-admin =
    .subject = { $person } er nå partneradministrator, ikke lenger superadministrator, hos { $client }
    .lead = { $person } handler der for { $partner }, og har det en partneradministrator har, i stedet for alle tillatelser.
    .after = Stemmer det ikke? En superadministrator kan gjøre { $person } til superadministrator igjen.
all-removed =
    .subject = { $accounts ->
        [1] { $partner } fjernet alle sine medarbeidere fra { $account }
       *[other] { $partner } fjernet alle sine medarbeidere fra { $accounts } av kontoene dine
    }
    .lead = Ingen handler lenger for { $partner } der. Det de eide, blir hos dere.
    .after = Vil dere arbeide med { $partner } igjen, kan dere godkjenne tilgangslenken til en medarbeider der.
partner-severed =
    .subject = { $client } har avsluttet samarbeidet med { $partner }
    .lead = { $people ->
        [0] Ingen handlet lenger for { $partner }, og kundeforholdet er avsluttet.
       *[other] Alle som handlet for { $partner }, er fjernet, og kundeforholdet er avsluttet. De kommer bare tilbake hvis dere slipper dem inn igjen.
    }
    .stays = { $stays } blir værende som den siste superadministratoren deres. Gjør noen andre til superadministrator, og fjern så { $stays }.
    .after = Avsluttet ved en feil? Dere kan godkjenne en tilgangslenke igjen, eller opprette personene som brukere.
member-left =
    .subject = { $person } har forlatt { $account }
    .lead = { $person } har ikke lenger tilgang der. Det vedkommende eide der, blir værende uten eier.
    .after = { $side ->
        [client] Hvis { $person } skal tilbake, kan du invitere på nytt.
       *[partner] Hvis { $person } skal tilbake, kan du legge til på nytt. Da må invitasjonen godtas først.
    }

## To who invited

invitation-declined =
    .subject = { $person } takket nei til invitasjonen til { $account }
    .lead = { $person } har ikke tilgang der, og invitasjonen virker ikke lenger.
    .after = Var det en misforståelse? Ta kontakt, og inviter på nytt.

## To the partner, about its clients

relationship-ending =
    .subject = Det forvaltede kundeforholdet med { $client } avsluttes { $left }
    .lead = Det avsluttes fordi ingen hos dere har arbeidet der på en stund. Arbeider noen av medarbeiderne deres der før den tid, består det.
    .after = Kan det avsluttes, trenger du ikke gjøre noe.
relationship-ended =
    .subject = Det forvaltede kundeforholdet med { $client } er avsluttet
    .lead = { $ended ->
        [client] Kunden avsluttet det. Alle som handlet for dere der, er fjernet.
        [partner] Byrået deres avsluttet tjenestene der.
       *[clock] Ingen hos dere hadde arbeidet der på for lenge.
    }
    .after = { $ended ->
        [client] Vil dere arbeide med { $client } igjen, kan dere be dem godkjenne en tilgangslenke.
        [partner] Avsluttet ved en feil? Du kan gjenoppta tjenestene på kundens side.
       *[clock] Vil dere begynne igjen, kan du legge til en medarbeider eller gjenoppta tjenestene på kundens side.
    }

## To an address of the operator’s choice

test =
    .subject = Test-e-post fra Latchkey
    .lead = Dette er en test-e-post fra Latchkey. Den kom fram, så e-post virker.
    .after = Du trenger ikke gjøre noe.

## Facts

fact-by = Utført av
fact-approved-by = Godkjent av
fact-declined-by = Avslått av
fact-created-by = Opprettet av
fact-invited-by = Invitert av
fact-set-by = Satt av
fact-when = Når
fact-reason = Begrunnelse
fact-client-account = I kontoen deres
fact-account = Konto
fact-agency = Byrå
fact-acts-for = På vegne av
fact-acted-for = På vegne av
fact-access = Tilgang
fact-before = Før
fact-after = Nå
fact-had = Tilgang til nå
fact-would-have = Tilbudt tilgang
fact-your-access = Tilgangen din
fact-seat = Lisens
fact-ends = Utløper
fact-until = Gyldig til
fact-link = Lenke
fact-gained = Nye tillatelser
fact-lost = Tapte tillatelser
fact-removed = Fjernet
fact-deactivated = Deaktivert
fact-owned = Det du eide
fact-owns = Det du eier der
fact-partner-admins = Partneradministratorer
fact-billing = Faktureringstillatelser
fact-stays = Blir værende
fact-last-activity = Siste aktivitet
fact-people-with-access = Personer med tilgang

value-number = { $count }
value-span = { $from } til { $until } UTC
value-platform = Plattformen
value-clock = Ingen, tiden var ute
value-no-end = Når noen avslutter den
value-set-by = { $by }, { $at }
value-free-seat = Partnerlisens. Den koster dem ingenting.
value-link = { $approvals ->
    [0] Slutter på { $hint }, ikke godkjent så langt. Den gjelder for andre kunder til { $until }.
    [one] Slutter på { $hint }, godkjent én gang så langt. Den gjelder for andre kunder til { $until }.
   *[other] Slutter på { $hint }, godkjent { $approvals } ganger så langt. Den gjelder for andre kunder til { $until }.
}
value-owned = { $count ->
    [one] { $count } element. Det er fortsatt ditt når tilgangen utløper.
   *[other] { $count } elementer. De er fortsatt dine når tilgangen utløper.
}
value-clients = { $count ->
    [one] { $count } kunde
   *[other] { $count } kunder
}
value-handed-over = { $count ->
    [one] { $count } element gikk til kolleger
   *[other] { $count } elementer gikk til kolleger
}
value-without-owner = { $count ->
    [one] { $count } element står uten eier
   *[other] { $count } elementer står uten eier
}
value-days-left = { $count ->
    [one] om { $count } dag
   *[other] om { $count } dager
}
value-kept = Beholdes
value-not-kept = Beholdes ikke

access-super-admin = Superadministrator
access-partner-admin = Partneradministrator

seat-partner = Partnerlisens
seat-core = Kjernelisens
seat-view-only = Visningslisens
seat-sales = Salgslisens
seat-service = Servicelisens

## Lists

list-clients = Kontoer
list-people = Personer
list-permissions = Tillatelser
list-first = De første { $shown } av { $listed }
list-others = og { $count } til

## Buttons

button-open = Åpne { $account }
button-operation = Se alle { $all }
button-own-access = Se tilgangen din
button-person = Se { $person }
button-partner = Se { $partner }
button-users = Se brukerne
button-clients = Se kundene dine
button-stop = Velg hvilke e-poster du vil ha

## What to do if it is wrong

after-own = { $by ->
    [person] Tror du det er en feil? Spør { $actor }.
   *[other] Tror du det er en feil? Spør en superadministrator der.
}

## Why the reader gets it

why-own = Du får denne e-posten fordi den gjelder din egen tilgang; slike e-poster sendes alltid.
why-own-many = Én e-post for alt som ble gjort. Du får den fordi den gjelder din egen tilgang; slike e-poster sendes alltid.
why-own-invitation = Du får denne e-posten fordi invitasjonen var til deg; slike e-poster sendes alltid.
why-invited = { $by ->
    [person] Sendt til { $address } fordi { $actor } oppga den adressen.
   *[other] Sendt til { $address } fordi den adressen ble oppgitt.
} Lenken virker bare for denne adressen; ikke gi den videre.
why-link = Du får denne e-posten fordi lenken er din.
why-super-admin = Du får denne e-posten fordi du er superadministrator hos { $client }.
why-super-admin-here = Du får denne e-posten fordi du er superadministrator hos { $account }.
why-super-admin-of-some = Du får denne e-posten fordi du er superadministrator der.
why-super-admin-always = Du får denne e-posten fordi du er superadministrator hos { $client }; slike e-poster sendes alltid.
why-partner = Du får denne e-posten fordi du er superadministrator i byrået ditt.
why-partner-always = Du får denne e-posten fordi du er superadministrator i byrået ditt; slike e-poster sendes alltid.
why-agency = Du får denne e-posten fordi du styrer byråets tilgang til kundene.
why-inviter = Du får denne e-posten fordi du sendte invitasjonen.
why-end-setter = Du får denne e-posten fordi du styrer tilgang, og deres side satte denne sluttdatoen.
why-test = Sendt av dem som driver denne Latchkey-installasjonen, for å se om e-post kommer fram.
