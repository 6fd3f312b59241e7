# The words of mails in Dutch. What each part is for stands in en/mail.ftl.
#
# partner admin = partnerbeheerder, super admin = superbeheerder, permission set = machtigingenset,
# permission = machtiging, partner seat = partnerlicentie, deactivate = deactiveren, remove = verwijderen,
# reactivate = opnieuw activeren, access link = toegangslink, agency = bureau, client = klant, employee = medewerker,
# managed relationship = beheerde relatie, user list = gebruikerslijst, link = koppelen, act for = handelen voor

greeting = Hallo,
greeting-named = Hallo { $reader },

## To the employee

link-approved =
    .subject = { $client } heeft je toegangslink goedgekeurd
    .lead = Je bent nu partnerbeheerder bij { $client }. Je kunt meteen aan de slag, en collega’s toevoegen binnen wat je daar zelf mag.
    .after = Dit hoort er niet bij: facturering, betaalmethoden, superbeheerders en gebruikersbeheer door het platform. Wil je deze toegang niet, dan kun je { $client } in je instellingen verlaten.
link-declined =
    .subject = { $client } heeft je toegangslink afgewezen
    .lead = Er is niets veranderd: je hebt daar geen nieuwe toegang. Je link kan later nog worden goedgekeurd, ook door andere klanten.
    .button = Bekijk je toegangslink
    .after = Denk je dat dit een vergissing is? Vraag het je contactpersoon bij { $client }.

## To the person, about their own access

invited =
    .subject = { $by ->
        [person] { $actor } nodigt je uit voor { $account }
       *[other] Je bent uitgenodigd voor { $account }
    }
    .lead = Open de uitnodiging om te zien wat je krijgt. Daar kun je de uitnodiging aannemen of weigeren; openen alleen verandert niets.
    .button = Bekijk de uitnodiging
    .after = { $by ->
        [person] Ken je { $actor } niet? Dan hoef je niets te doen en verloopt de uitnodiging vanzelf.
       *[other] Had je dit niet verwacht? Dan hoef je niets te doen en verloopt de uitnodiging vanzelf.
    } Niemand bij { $account } ziet of je deze e-mail hebt geopend.
invitation-cancelled =
    .subject = Je uitnodiging voor { $account } is ingetrokken
    .lead = De link in de eerdere e-mail werkt niet meer. Verder is er niets veranderd.
added =
    .subject = { $accounts ->
        [1] Je bent toegevoegd aan { $account }
       *[other] Je bent toegevoegd bij { $accounts } klanten
    }
    .lead = Je kunt daar meteen aan het werk.
made-super-admin =
    .subject = Je bent nu superbeheerder bij { $account }
    .lead = Je hebt daar alle machtigingen. Neem de rol aan om te bevestigen dat je die wilt: tot die tijd kan { $account } niet op jou als enige superbeheerder rekenen.
    .button = Neem de rol aan
    .after = Wil je de rol niet? Je kunt { $account } in je instellingen verlaten, of een andere superbeheerder daar vragen om het te veranderen.
access-changed =
    .subject = { $accounts ->
        [1] Je toegang tot { $account } is gewijzigd
       *[other] Je toegang tot { $accounts } klanten is gewijzigd
    }
    .lead = De wijziging geldt vanaf nu en staat hieronder.
became-partner-admin =
    .subject = { $accounts ->
        [1] Je bent nu partnerbeheerder bij { $account }
       *[other] Je bent nu partnerbeheerder bij { $accounts } klanten
    }
    .lead = Je hebt daar de machtigingen van een partnerbeheerder en kunt daarbinnen collega’s toevoegen. Je eerdere toegang is beëindigd.
deactivated =
    .subject = { $accounts ->
        [1] Je bent gedeactiveerd bij { $account }
       *[other] Je bent gedeactiveerd bij { $accounts } klanten
    }
    .lead = Je kunt daar voorlopig niets doen. Je blijft op de gebruikerslijst staan, wat daar van jou is, blijft van jou, en je kunt opnieuw worden geactiveerd.
reactivated =
    .subject = { $accounts ->
        [1] Je bent opnieuw geactiveerd bij { $account }
       *[other] Je bent opnieuw geactiveerd bij { $accounts } klanten
    }
    .lead = Je kunt daar meteen weer aan het werk.
given-back =
    .subject = { $accounts ->
        [1] Je hebt weer toegang tot { $account }
       *[other] Je hebt weer toegang tot { $accounts } klanten
    }
    .lead = De toegang stopte toen je dienstverband bij het bureau eindigde. Je bent daar nu weer in dienst, en alles werkt zoals voorheen.
removed =
    .subject = { $accounts ->
        [1] Je bent verwijderd bij { $account }
       *[other] Je bent verwijderd bij { $accounts } klanten
    }
    .lead = { $accounts ->
        [1] Je staat niet meer op de gebruikerslijst van { $account }, en je toegang daar is beëindigd.
       *[other] Je staat niet meer op de gebruikerslijsten van { $accounts } klanten; dat gebeurde in één keer. Je toegang daar is beëindigd.
    }
    .instead = { $instead ->
        [one] Bij nog { $instead } klant, waar je superbeheerder bent, ben je in plaats daarvan gedeactiveerd.
       *[other] Bij nog { $instead } klanten, waar je superbeheerder bent, ben je in plaats daarvan gedeactiveerd.
    }
suspended =
    .subject = { $accounts ->
        [1] Je toegang tot { $account } is stopgezet
       *[other] Je toegang tot { $accounts } klanten is stopgezet
    }
    .lead = Je dienstverband bij het bureau is beëindigd, dus je kunt daar niets meer doen.
access-ending =
    .subject = { $accounts ->
        [1] Je toegang tot { $account } eindigt { $left }
       *[other] Je toegang tot { $accounts } klanten eindigt { $left }
    }
    .lead = Daarna kun je daar niets doen totdat iemand je weer toegang geeft.
    .more = { $by ->
        [person] Werk je daar nog? Vraag { $actor } om de einddatum te verplaatsen.
       *[other] Werk je daar nog? Vraag een superbeheerder daar om de einddatum te verplaatsen.
    }
    .after = { $days ->
        [1] Dit was de laatste herinnering.
        [7] We herinneren je er nog één keer aan, een dag van tevoren.
       *[other] We herinneren je er nog aan, 7 dagen en een dag van tevoren.
    }

## To whoever set an end

access-of-others-ending =
    .subject = { $people ->
        [1] { $accounts ->
            [1] De toegang van { $person } tot { $account } eindigt { $left }
           *[other] De toegang van { $person } tot { $accounts } klanten eindigt { $left }
        }
       *[other] { $accounts ->
            [1] De toegang van { $people } personen tot { $account } eindigt { $left }
           *[other] De toegang van { $people } personen tot { $accounts } klanten eindigt { $left }
        }
    }
    .lead = Daarna kunnen ze daar niets doen totdat iemand ze weer toegang geeft.
    .after = Is de toegang nog nodig? Verplaats de einddatum op tijd. Anders hoef je niets te doen.

## To super admins

linked =
    .subject = { $partner } heeft { $person } bij { $client } aan zich gekoppeld
    .lead = { $side ->
        [client] { $person } is al lid van jullie account en telt daar nu als medewerker van { $partner }. Dat verandert niets aan wat { $person } kan doen, en geeft { $partner } daar geen zeggenschap over.
       *[partner] { $person } telt daar nu als jullie medewerker, en het werk daar houdt de beheerde relatie in stand. Wat { $person } kan doen, blijft hetzelfde.
    }
    .after = { $side ->
        [client] Werkt { $person } niet voor { $partner }? Vraag { $partner } om de koppeling op te heffen.
       *[partner] Klopt het niet? Je kunt de koppeling op dezelfde pagina opheffen.
    }
unlinked =
    .subject = { $partner } heeft de koppeling met { $person } bij { $client } opgeheven
    .lead = { $person } telt daar niet meer als medewerker van { $partner }. Wat { $person } kan doen, blijft hetzelfde.
    .after = { $side ->
        [client] Je hoeft niets te doen. Moet { $person } geen toegang meer hebben, verwijder dan de gebruiker van de gebruikerslijst.
       *[partner] Klopt het niet? Je kunt { $person } op dezelfde pagina opnieuw koppelen.
    }
enrolment-ended =
    .subject = { $partner } zit niet meer in het partnerprogramma
    .lead = { $side ->
        [client] De partnerbeheerders van het bureau kunnen bij jullie voorlopig niets doen. De andere medewerkers houden de toegang die ze hebben.
       *[partner] Jullie partnerbeheerders kunnen bij de klanten voorlopig niets doen, en toegangslinks kunnen niet worden goedgekeurd. Andere medewerkers houden de toegang die ze hebben.
    }
    .after = { $side ->
        [client] Komt { $partner } terug in het programma, dan kunnen de partnerbeheerders werken zoals voorheen. Willen jullie dat niet? Verwijder ze dan.
       *[partner] Denk je dat dit een vergissing is? Vraag het de beheerder van het platform. Alles werkt weer zodra jullie terug zijn in het programma.
    }
enrolment-restored =
    .subject = { $partner } zit weer in het partnerprogramma
    .lead = { $side ->
        [client] De partnerbeheerders van het bureau kunnen bij jullie weer werken, met dezelfde machtigingen als voorheen.
       *[partner] Jullie partnerbeheerders kunnen bij de klanten weer werken, met dezelfde machtigingen als voorheen, en toegangslinks kunnen worden goedgekeurd.
    }
    .after = { $side ->
        [client] Willen jullie dat niet? Deactiveer of verwijder de partnerbeheerders.
       *[partner] Je hoeft niets te doen.
    }
last-super-admin-left =
    .subject = { $person } is weg en is nog superbeheerder bij { $client }
    .lead = { $side ->
        [client] { $person } werkt niet meer bij { $partner }, maar is jullie laatste superbeheerder; daarom is de toegang gebleven. Maak iemand anders superbeheerder: zodra die de rol aanneemt, wordt { $person } gedeactiveerd.
       *[partner] { $person } werkt niet meer bij jullie, maar is de laatste superbeheerder van de klant; daarom is de toegang gebleven. Zodra de klant een andere superbeheerder heeft, wordt { $person } gedeactiveerd.
    }
    .after = { $side ->
        [client] Tot die tijd kan { $person } nog alles doen in jullie account.
       *[partner] Tot die tijd kan { $person } daar nog alles doen. Vertel { $client } dat er een andere superbeheerder nodig is.
    }
partner-admins-gained =
    .subject = Partnerbeheerders bij { $account } kunnen nu meer
    .lead = { $permissions ->
        [one] De machtigingen van het platform zijn bijgewerkt, en partnerbeheerders hebben er { $permissions } machtiging bij gekregen.
       *[other] De machtigingen van het platform zijn bijgewerkt, en partnerbeheerders hebben er { $permissions } machtigingen bij gekregen.
    }
    .after = Willen jullie dat niet? Op de gebruikerslijst kun je losse machtigingen achterhouden.
partner-admin-made =
    .subject = { $person } is nu partnerbeheerder bij { $client }
    .lead = { $person } handelt daar voor { $partner }, heeft de machtigingen van een partnerbeheerder en kan daarbinnen collega’s toevoegen.
    .unseen = Je krijgt dit bericht omdat geen superbeheerder hierover heeft beslist.
    .after = Klopt het niet? Je kunt { $person } altijd deactiveren of verwijderen.
employees-added =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $partner } heeft { $person } toegevoegd aan { $account }
           *[other] { $partner } heeft { $person } toegevoegd aan { $accounts } van je accounts
        }
       *[other] { $accounts ->
            [1] { $partner } heeft { $people } personen toegevoegd aan { $account }
           *[other] { $partner } heeft { $people } personen toegevoegd aan { $accounts } van je accounts
        }
    }
    .lead = Wie is toegevoegd, handelt voor { $partner } en kan daar meteen aan het werk.
    .after = Klopt het niet? Je kunt ze altijd deactiveren of verwijderen.
changed-to-partner-admin =
    .subject = { $person } is bij { $client } nu partnerbeheerder en geen superbeheerder meer
    .lead = { $person } handelt daar voor { $partner } en heeft de machtigingen van een partnerbeheerder in plaats van alle machtigingen.
    .after = Klopt het niet? Een superbeheerder kan { $person } weer superbeheerder maken.
all-removed =
    .subject = { $accounts ->
        [1] { $partner } heeft alle eigen medewerkers verwijderd bij { $account }
       *[other] { $partner } heeft alle eigen medewerkers verwijderd bij { $accounts } van je accounts
    }
    .lead = Niemand handelt daar nog voor { $partner }. Wat daar van hen was, blijft bij jullie.
    .after = Willen jullie weer met { $partner } werken? Keur dan de toegangslink van een van de medewerkers goed.
partner-severed =
    .subject = { $client } werkt niet meer met { $partner }
    .lead = { $people ->
        [0] Niemand handelde nog voor { $partner }, en de relatie is beëindigd.
       *[other] Iedereen die voor { $partner } handelde, is verwijderd, en de relatie is beëindigd. Ze komen alleen terug als jullie ze weer toelaten.
    }
    .stays = { $stays } blijft als jullie laatste superbeheerder. Maak iemand anders superbeheerder en verwijder daarna { $stays }.
    .after = Per vergissing beëindigd? Keur weer een toegangslink goed, of maak de personen aan als gebruikers.
member-left =
    .subject = { $person } heeft { $account } verlaten
    .lead = { $person } heeft daar geen toegang meer. Wat daar van deze persoon was, blijft zonder eigenaar staan.
    .after = { $side ->
        [client] Moet { $person } terugkomen? Stuur dan een nieuwe uitnodiging.
       *[partner] Moet { $person } terugkomen? Voeg de medewerker dan opnieuw toe. De uitnodiging moet dan eerst worden aangenomen.
    }

## To who invited

invitation-declined =
    .subject = { $person } heeft de uitnodiging voor { $account } geweigerd
    .lead = { $person } heeft daar geen toegang, en de uitnodiging werkt niet meer.
    .after = Was het een misverstand? Overleg samen, en nodig opnieuw uit.

## To the partner, about its clients

relationship-ending =
    .subject = Jullie beheerde relatie met { $client } eindigt { $left }
    .lead = De relatie eindigt omdat er al een tijd niemand van jullie heeft gewerkt. Werkt een van jullie medewerkers daar voor die tijd, dan blijft de relatie bestaan.
    .after = Mag de relatie eindigen, dan hoef je niets te doen.
relationship-ended =
    .subject = Jullie beheerde relatie met { $client } is beëindigd
    .lead = { $ended ->
        [client] De klant heeft de relatie beëindigd. Iedereen die daar voor jullie handelde, is verwijderd.
        [partner] Jullie bureau heeft de dienstverlening daar beëindigd.
       *[clock] Er had te lang niemand van jullie gewerkt.
    }
    .after = { $ended ->
        [client] Willen jullie weer met { $client } werken? Vraag dan of ze een toegangslink goedkeuren.
        [partner] Per vergissing beëindigd? Op de pagina van de klant kun je de dienstverlening hervatten.
       *[clock] Wil je opnieuw beginnen? Voeg een medewerker toe of hervat de dienstverlening op de pagina van de klant.
    }

## To an address of the operator’s choice

test =
    .subject = Testmail van Latchkey
    .lead = Dit is een testmail van Latchkey. Die is aangekomen, dus e-mail werkt.
    .after = Je hoeft niets te doen.

## Facts

fact-by = Door
fact-approved-by = Goedgekeurd door
fact-declined-by = Afgewezen door
fact-created-by = Aangemaakt door
fact-invited-by = Uitgenodigd door
fact-set-by = Ingesteld door
fact-when = Wanneer
fact-reason = Reden
fact-client-account = In hun account
fact-account = Account
fact-agency = Bureau
fact-acts-for = Namens
fact-acted-for = Namens
fact-access = Toegang
fact-before = Eerst
fact-after = Nu
fact-had = Toegang tot nu toe
fact-would-have = Aangeboden toegang
fact-your-access = Je toegang
fact-seat = Licentie
fact-ends = Eindigt
fact-until = Geldig tot
fact-link = Toegangslink
fact-gained = Nieuwe machtigingen
fact-lost = Vervallen machtigingen
fact-removed = Verwijderd
fact-deactivated = Gedeactiveerd
fact-owned = Wat van jou was
fact-owns = Wat daar van jou is
fact-partner-admins = Partnerbeheerders
fact-billing = Factureringsmachtigingen
fact-stays = Blijft
fact-last-activity = Laatste activiteit
fact-people-with-access = Personen met toegang

value-number = { $count }
value-span = { $from } tot { $until } UTC
value-platform = Het platform
value-clock = Niemand, de tijd was om
value-no-end = Als iemand de toegang beëindigt
value-set-by = { $by }, op { $at }
value-free-seat = Partnerlicentie. Die kost de klant niets.
value-link = { $approvals ->
    [0] Eindigt op { $hint }, tot nu toe niet goedgekeurd. Andere klanten kunnen de link gebruiken tot { $until }.
    [one] Eindigt op { $hint }, tot nu toe één keer goedgekeurd. Andere klanten kunnen de link gebruiken tot { $until }.
   *[other] Eindigt op { $hint }, tot nu toe { $approvals } keer goedgekeurd. Andere klanten kunnen de link gebruiken tot { $until }.
}
value-owned = { $count ->
    [one] { $count } item. Dat blijft van jou als de toegang eindigt.
   *[other] { $count } items. Die blijven van jou als de toegang eindigt.
}
value-clients = { $count ->
    [one] { $count } klant
   *[other] { $count } klanten
}
value-handed-over = { $count ->
    [one] { $count } item ging naar collega’s
   *[other] { $count } items gingen naar collega’s
}
value-without-owner = { $count ->
    [one] { $count } item blijft zonder eigenaar
   *[other] { $count } items blijven zonder eigenaar
}
value-days-left = { $count ->
    [one] over { $count } dag
   *[other] over { $count } dagen
}
value-kept = Blijven behouden
value-not-kept = Blijven niet behouden

access-super-admin = Superbeheerder
access-partner-admin = Partnerbeheerder

seat-partner = Partnerlicentie
seat-core = Basislicentie
seat-view-only = Leeslicentie
seat-sales = Verkooplicentie
seat-service = Servicelicentie

## Lists

list-clients = Accounts
list-people = Personen
list-permissions = Machtigingen
list-first = De eerste { $shown } van { $listed }
list-others = en nog { $count }

## Buttons

button-open = Ga naar { $account }
button-operation = Bekijk alle { $all }
button-own-access = Bekijk je toegang
button-person = Bekijk { $person }
button-partner = Bekijk { $partner }
button-users = Bekijk de gebruikers
button-clients = Bekijk je klanten
button-stop = Kies welke e-mails je wilt ontvangen

## What to do if it is wrong

after-own = { $by ->
    [person] Denk je dat dit een vergissing is? Vraag het { $actor }.
   *[other] Denk je dat dit een vergissing is? Vraag het een superbeheerder daar.
}

## Why the reader gets it

why-own = Je krijgt deze e-mail omdat het om je eigen toegang gaat; zulke e-mails worden altijd verstuurd.
why-own-many = Eén e-mail voor de hele handeling. Je krijgt deze omdat het om je eigen toegang gaat; zulke e-mails worden altijd verstuurd.
why-own-invitation = Je krijgt deze e-mail omdat de uitnodiging voor jou was; zulke e-mails worden altijd verstuurd.
why-invited = { $by ->
    [person] Verstuurd naar { $address } omdat { $actor } dat adres heeft ingevoerd.
   *[other] Verstuurd naar { $address } omdat dat adres is ingevoerd.
} De link werkt alleen voor dit adres; geef hem niet door.
why-link = Je krijgt deze e-mail omdat het jouw link is.
why-super-admin = Je krijgt deze e-mail omdat je superbeheerder bent bij { $client }.
why-super-admin-here = Je krijgt deze e-mail omdat je superbeheerder bent bij { $account }.
why-super-admin-of-some = Je krijgt deze e-mail omdat je daar superbeheerder bent.
why-super-admin-always = Je krijgt deze e-mail omdat je superbeheerder bent bij { $client }; zulke e-mails worden altijd verstuurd.
why-partner = Je krijgt deze e-mail omdat je superbeheerder bent van je bureau.
why-partner-always = Je krijgt deze e-mail omdat je superbeheerder bent van je bureau; zulke e-mails worden altijd verstuurd.
why-agency = Je krijgt deze e-mail omdat je de toegang van je bureau tot de klanten beheert.
why-inviter = Je krijgt deze e-mail omdat je de uitnodiging hebt verstuurd.
why-end-setter = Je krijgt deze e-mail omdat je toegang beheert, en jullie kant deze einddatum heeft ingesteld.
why-test = Verstuurd door de beheerder van deze Latchkey-installatie, om te zien of e-mails aankomen.
