# The words of mails in German. What each part is for stands in en/mail.ftl.
#
# partner admin = Partner-Admin, super admin = Super-Admin, permission set = Berechtigungssatz,
# permission = Berechtigung, partner seat = Partnerlizenz, deactivate = deaktivieren, remove = entfernen,
# reactivate = wieder aktivieren, access link = Zugriffslink, agency = Agentur, client = Kunde,
# employee = Mitarbeiter/in (plural Mitarbeitende), managed relationship = betreute Kundenbeziehung,
# user list = Benutzerliste, link = zuordnen, act for = handeln für

greeting = Guten Tag,
greeting-named = Guten Tag { $reader },

## To the employee

link-approved =
    .subject = { $client } hat Ihren Zugriffslink genehmigt
    .lead = Sie sind jetzt Partner-Admin bei { $client }. Sie können sofort anfangen und im Rahmen Ihrer eigenen Berechtigungen dort Kolleginnen und Kollegen hinzufügen.
    .after = Nicht enthalten sind: Abrechnung, Zahlungsmittel, Super-Admins und Benutzerbereitstellung. Wenn Sie diesen Zugriff nicht möchten, können Sie { $client } in Ihren Einstellungen verlassen.
link-declined =
    .subject = { $client } hat Ihren Zugriffslink abgelehnt
    .lead = Es hat sich nichts geändert: Sie haben dort keinen neuen Zugriff. Ihr Link kann weiterhin genehmigt werden, später und von anderen Kunden.
    .button = Zugriffslink ansehen
    .after = Halten Sie das für einen Irrtum? Fragen Sie Ihre Ansprechperson bei { $client }.

## To the person, about their own access

invited =
    .subject = { $by ->
        [person] { $actor } lädt Sie zu { $account } ein
       *[other] Sie sind zu { $account } eingeladen
    }
    .lead = Öffnen Sie die Einladung, um zu sehen, was Sie erhalten würden. Dort nehmen Sie an oder lehnen ab; das Öffnen allein ändert nichts.
    .button = Einladung ansehen
    .after = { $by ->
        [person] Sie kennen { $actor } nicht? Dann müssen Sie nichts tun, die Einladung läuft von selbst ab.
       *[other] Sie haben das nicht erwartet? Dann müssen Sie nichts tun, die Einladung läuft von selbst ab.
    } Niemand bei { $account } sieht, ob Sie diese E-Mail geöffnet haben.
invitation-cancelled =
    .subject = Ihre Einladung zu { $account } wurde zurückgezogen
    .lead = Der Link in der früheren E-Mail funktioniert nicht mehr. Sonst hat sich nichts geändert.
added =
    .subject = { $accounts ->
        [1] Sie wurden bei { $account } hinzugefügt
       *[other] Sie wurden bei { $accounts } Kunden hinzugefügt
    }
    .lead = Sie können dort sofort anfangen zu arbeiten.
made-super-admin =
    .subject = Sie sind jetzt Super-Admin bei { $account }
    .lead = Sie haben dort alle Berechtigungen. Nehmen Sie die Rolle an, um zu bestätigen, dass Sie sie möchten: Bis dahin kann { $account } nicht auf Sie als einzigen Super-Admin zählen.
    .button = Rolle annehmen
    .after = Sie möchten die Rolle nicht? Sie können { $account } in Ihren Einstellungen verlassen oder dort einen anderen Super-Admin um eine Änderung bitten.
access-changed =
    .subject = { $accounts ->
        [1] Ihr Zugriff auf { $account } wurde geändert
       *[other] Ihr Zugriff auf { $accounts } Kunden wurde geändert
    }
    .lead = Die Änderung gilt ab sofort und steht unten.
became-partner-admin =
    .subject = { $accounts ->
        [1] Sie sind jetzt Partner-Admin bei { $account }
       *[other] Sie sind jetzt Partner-Admin bei { $accounts } Kunden
    }
    .lead = Sie haben dort die Berechtigungen eines Partner-Admins und können in diesem Rahmen Kolleginnen und Kollegen hinzufügen. Ihr bisheriger Zugriff ist beendet.
deactivated =
    .subject = { $accounts ->
        [1] Sie wurden bei { $account } deaktiviert
       *[other] Sie wurden bei { $accounts } Kunden deaktiviert
    }
    .lead = Sie können dort vorerst nichts tun. Sie bleiben auf der Benutzerliste, was Ihnen dort gehört, bleibt Ihnen, und Sie können wieder aktiviert werden.
reactivated =
    .subject = { $accounts ->
        [1] Sie wurden bei { $account } wieder aktiviert
       *[other] Sie wurden bei { $accounts } Kunden wieder aktiviert
    }
    .lead = Sie können dort sofort wieder arbeiten.
given-back =
    .subject = { $accounts ->
        [1] Sie haben wieder Zugriff auf { $account }
       *[other] Sie haben wieder Zugriff auf { $accounts } Kunden
    }
    .lead = Der Zugriff endete mit Ihrer Beschäftigung bei der Agentur. Sie sind dort jetzt wieder beschäftigt, und er gilt wie zuvor.
removed =
    .subject = { $accounts ->
        [1] Sie wurden bei { $account } entfernt
       *[other] Sie wurden bei { $accounts } Kunden entfernt
    }
    .lead = { $accounts ->
        [1] Sie stehen nicht mehr auf der Benutzerliste von { $account }, und Ihr Zugriff dort ist beendet.
       *[other] Sie stehen nicht mehr auf den Benutzerlisten von { $accounts } Kunden; das geschah in einem Schritt. Ihr Zugriff dort ist beendet.
    }
    .instead = { $instead ->
        [one] Bei { $instead } weiteren Kunden, bei dem Sie Super-Admin sind, wurden Sie stattdessen deaktiviert.
       *[other] Bei { $instead } weiteren Kunden, bei denen Sie Super-Admin sind, wurden Sie stattdessen deaktiviert.
    }
suspended =
    .subject = { $accounts ->
        [1] Ihr Zugriff auf { $account } ruht
       *[other] Ihr Zugriff auf { $accounts } Kunden ruht
    }
    .lead = Ihre Beschäftigung bei der Agentur ist beendet, deshalb können Sie dort nichts mehr tun.
access-ending =
    .subject = { $accounts ->
        [1] Ihr Zugriff auf { $account } endet { $left }
       *[other] Ihr Zugriff auf { $accounts } Kunden endet { $left }
    }
    .lead = Danach können Sie dort nichts mehr tun, bis Ihnen jemand wieder Zugriff gibt.
    .more = { $by ->
        [person] Arbeiten Sie dort weiter? Bitten Sie { $actor }, das Ende zu verschieben.
       *[other] Arbeiten Sie dort weiter? Bitten Sie dort einen Super-Admin, das Ende zu verschieben.
    }
    .after = { $days ->
        [1] Das war die letzte Erinnerung.
        [7] Wir erinnern Sie noch einmal, einen Tag vorher.
       *[other] Wir erinnern Sie wieder, 7 Tage und einen Tag vorher.
    }

## To whoever set an end

access-of-others-ending =
    .subject = { $people ->
        [1] { $accounts ->
            [1] Der Zugriff von { $person } auf { $account } endet { $left }
           *[other] Der Zugriff von { $person } auf { $accounts } Kunden endet { $left }
        }
       *[other] { $accounts ->
            [1] Der Zugriff von { $people } Personen auf { $account } endet { $left }
           *[other] Der Zugriff von { $people } Personen auf { $accounts } Kunden endet { $left }
        }
    }
    .lead = Danach ist dort kein Arbeiten mehr möglich, bis jemand wieder Zugriff gibt.
    .after = Wird der Zugriff noch gebraucht? Verschieben Sie das Ende rechtzeitig. Sonst müssen Sie nichts tun.

## To super admins

linked =
    .subject = { $partner } hat sich { $person } bei { $client } zugeordnet
    .lead = { $side ->
        [client] { $person } ist bereits Mitglied Ihres Kontos und zählt dort jetzt zu den Mitarbeitenden von { $partner }. Was { $person } tun kann, ändert sich dadurch nicht, und { $partner } erhält keine Macht darüber.
       *[partner] { $person } zählt dort jetzt zu Ihren Mitarbeitenden, und die Arbeit dort erhält die betreute Kundenbeziehung. Was { $person } tun kann, bleibt gleich.
    }
    .after = { $side ->
        [client] { $person } arbeitet nicht für { $partner }? Bitten Sie { $partner }, die Zuordnung aufzuheben.
       *[partner] Das stimmt nicht? Sie können die Zuordnung auf derselben Seite aufheben.
    }
unlinked =
    .subject = { $partner } hat die Zuordnung von { $person } bei { $client } aufgehoben
    .lead = { $person } zählt dort nicht mehr zu den Mitarbeitenden von { $partner }. Was { $person } tun kann, bleibt gleich.
    .after = { $side ->
        [client] Sie müssen nichts tun. Wenn { $person } keinen Zugriff mehr haben soll, entfernen Sie die Person von der Benutzerliste.
       *[partner] Das stimmt nicht? Sie können { $person } auf derselben Seite wieder zuordnen.
    }
enrolment-ended =
    .subject = { $partner } ist nicht mehr im Partnerprogramm
    .lead = { $side ->
        [client] Die Partner-Admins der Agentur können bei Ihnen vorerst nichts tun. Ihre anderen Mitarbeitenden behalten den Zugriff, den sie haben.
       *[partner] Ihre Partner-Admins können bei den Kunden vorerst nichts tun, und Zugriffslinks können nicht genehmigt werden. Andere Mitarbeitende behalten den Zugriff, den sie haben.
    }
    .after = { $side ->
        [client] Wenn { $partner } wieder ins Programm kommt, können die Partner-Admins wie zuvor arbeiten. Sie möchten das nicht? Dann entfernen Sie sie.
       *[partner] Halten Sie das für einen Irrtum? Fragen Sie die Betreiber der Plattform. Alles funktioniert wieder, sobald Sie zurück im Programm sind.
    }
enrolment-restored =
    .subject = { $partner } ist wieder im Partnerprogramm
    .lead = { $side ->
        [client] Die Partner-Admins der Agentur können bei Ihnen wieder arbeiten, mit denselben Berechtigungen wie zuvor.
       *[partner] Ihre Partner-Admins können bei den Kunden wieder arbeiten, mit denselben Berechtigungen wie zuvor, und Zugriffslinks können genehmigt werden.
    }
    .after = { $side ->
        [client] Sie möchten das nicht? Deaktivieren oder entfernen Sie die Partner-Admins.
       *[partner] Sie müssen nichts tun.
    }
last-super-admin-left =
    .subject = { $person } ist ausgeschieden und noch Super-Admin bei { $client }
    .lead = { $side ->
        [client] { $person } arbeitet nicht mehr bei { $partner }, ist aber Ihr letzter Super-Admin; deshalb blieb der Zugriff bestehen. Machen Sie jemand anderen zum Super-Admin: Sobald diese Person die Rolle annimmt, wird { $person } deaktiviert.
       *[partner] { $person } arbeitet nicht mehr bei Ihnen, ist aber der letzte Super-Admin des Kunden; deshalb blieb der Zugriff bestehen. Sobald der Kunde einen anderen Super-Admin hat, wird { $person } deaktiviert.
    }
    .after = { $side ->
        [client] Bis dahin kann { $person } in Ihrem Konto weiterhin alles tun.
       *[partner] Bis dahin kann { $person } dort weiterhin alles tun. Sagen Sie { $client }, dass ein anderer Super-Admin gebraucht wird.
    }
partner-admins-gained =
    .subject = Partner-Admins bei { $account } können jetzt mehr
    .lead = { $permissions ->
        [one] Die Berechtigungen der Plattform wurden aktualisiert, und Partner-Admins haben { $permissions } Berechtigung dazubekommen.
       *[other] Die Berechtigungen der Plattform wurden aktualisiert, und Partner-Admins haben { $permissions } Berechtigungen dazubekommen.
    }
    .after = Sie möchten das nicht? Auf der Benutzerliste können Sie ihnen einzelne Berechtigungen vorenthalten.
partner-admin-made =
    .subject = { $person } ist jetzt Partner-Admin bei { $client }
    .lead = { $person } handelt dort für { $partner }, hat die Berechtigungen eines Partner-Admins und kann in diesem Rahmen Kolleginnen und Kollegen hinzufügen.
    .unseen = Sie erfahren davon, weil kein Super-Admin darüber entschieden hat.
    .after = Das stimmt nicht? Sie können { $person } jederzeit deaktivieren oder entfernen.
employees-added =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $partner } hat { $person } bei { $account } hinzugefügt
           *[other] { $partner } hat { $person } in { $accounts } Ihrer Konten hinzugefügt
        }
       *[other] { $accounts ->
            [1] { $partner } hat { $people } Personen bei { $account } hinzugefügt
           *[other] { $partner } hat { $people } Personen in { $accounts } Ihrer Konten hinzugefügt
        }
    }
    .lead = Wer hinzugefügt wurde, handelt für { $partner } und kann dort sofort anfangen zu arbeiten.
    .after = Das stimmt nicht? Sie können jederzeit deaktivieren oder entfernen.
changed-to-partner-admin =
    .subject = { $person } ist bei { $client } jetzt Partner-Admin und nicht mehr Super-Admin
    .lead = { $person } handelt dort für { $partner } und hat die Berechtigungen eines Partner-Admins statt aller Berechtigungen.
    .after = Das stimmt nicht? Ein Super-Admin kann { $person } wieder zum Super-Admin machen.
all-removed =
    .subject = { $accounts ->
        [1] { $partner } hat alle eigenen Mitarbeitenden bei { $account } entfernt
       *[other] { $partner } hat alle eigenen Mitarbeitenden in { $accounts } Ihrer Konten entfernt
    }
    .lead = Dort handelt niemand mehr für { $partner }. Was ihnen dort gehörte, bleibt bei Ihnen.
    .after = Um wieder mit { $partner } zu arbeiten, genehmigen Sie den Zugriffslink einer Person der Agentur.
partner-severed =
    .subject = { $client } arbeitet nicht mehr mit { $partner }
    .lead = { $people ->
        [0] Niemand handelte mehr für { $partner }, und die Kundenbeziehung ist beendet.
       *[other] Alle, die für { $partner } handelten, wurden entfernt, und die Kundenbeziehung ist beendet. Sie kommen nur zurück, wenn Sie sie wieder hereinlassen.
    }
    .stays = { $stays } bleibt als Ihr letzter Super-Admin. Machen Sie jemand anderen zum Super-Admin und entfernen Sie dann { $stays }.
    .after = Versehentlich beendet? Genehmigen Sie wieder einen Zugriffslink, oder legen Sie die Personen als Benutzer an.
member-left =
    .subject = { $person } hat { $account } verlassen
    .lead = { $person } hat dort keinen Zugriff mehr. Was der Person dort gehörte, bleibt ohne Besitzer bestehen.
    .after = { $side ->
        [client] Wenn { $person } zurückkommen soll, laden Sie die Person wieder ein.
       *[partner] Wenn { $person } zurückkommen soll, fügen Sie die Person wieder hinzu. Sie muss dann erst annehmen.
    }

## To who invited

invitation-declined =
    .subject = { $person } hat die Einladung zu { $account } abgelehnt
    .lead = { $person } hat dort keinen Zugriff, und die Einladung funktioniert nicht mehr.
    .after = War es ein Missverständnis? Sprechen Sie miteinander, und laden Sie erneut ein.

## To the partner, about its clients

relationship-ending =
    .subject = Ihre betreute Kundenbeziehung mit { $client } endet { $left }
    .lead = Sie endet, weil bei Ihnen seit einiger Zeit niemand mehr dort gearbeitet hat. Arbeitet vorher jemand von Ihren Mitarbeitenden dort, bleibt sie bestehen.
    .after = Wenn sie enden darf, müssen Sie nichts tun.
relationship-ended =
    .subject = Ihre betreute Kundenbeziehung mit { $client } ist beendet
    .lead = { $ended ->
        [client] Der Kunde hat sie beendet. Alle, die dort für Sie handelten, wurden entfernt.
        [partner] Ihre Agentur hat ihre Leistungen dort beendet.
       *[clock] Zu lange hatte bei Ihnen niemand mehr dort gearbeitet.
    }
    .after = { $ended ->
        [client] Um wieder mit { $client } zu arbeiten, bitten Sie dort um die Genehmigung eines Zugriffslinks.
        [partner] Versehentlich beendet? Auf der Seite des Kunden können Sie die Leistungen wieder aufnehmen.
       *[clock] Um neu zu beginnen, fügen Sie jemanden hinzu oder nehmen Sie die Leistungen auf der Seite des Kunden wieder auf.
    }

## To an address of the operator’s choice

test =
    .subject = Test-E-Mail von Latchkey
    .lead = Das ist eine Test-E-Mail von Latchkey. Sie ist angekommen, also funktionieren E-Mails.
    .after = Sie müssen nichts tun.

## Facts

fact-by = Durch
fact-approved-by = Genehmigt von
fact-declined-by = Abgelehnt von
fact-created-by = Angelegt von
fact-invited-by = Eingeladen von
fact-set-by = Festgelegt von
fact-when = Wann
fact-reason = Grund
fact-client-account = Im Kundenkonto
fact-account = Konto
fact-agency = Agentur
fact-acts-for = Im Auftrag von
fact-acted-for = Im Auftrag von
fact-access = Zugriff
fact-before = Vorher
fact-after = Jetzt
fact-had = Zugriff bisher
fact-would-have = Angebotener Zugriff
fact-your-access = Ihr Zugriff
fact-seat = Lizenz
fact-ends = Endet
fact-until = Gültig bis
fact-link = Link
fact-gained = Neue Berechtigungen
fact-lost = Entzogene Berechtigungen
fact-removed = Entfernt
fact-deactivated = Deaktiviert
fact-owned = Was Ihnen gehörte
fact-owns = Was Ihnen dort gehört
fact-partner-admins = Partner-Admins
fact-billing = Abrechnungsberechtigungen
fact-stays = Bleibt
fact-last-activity = Letzte Aktivität
fact-people-with-access = Personen mit Zugriff

value-number = { $count }
value-span = { $from } bis { $until } UTC
value-platform = Die Plattform
value-clock = Niemand, die Zeit war abgelaufen
value-no-end = Wenn jemand ihn beendet
value-set-by = { $by }, am { $at }
value-free-seat = Partnerlizenz. Sie kostet den Kunden nichts.
value-link = { $approvals ->
    [0] Endet auf { $hint }, bisher nicht genehmigt. Er gilt für andere Kunden bis zum { $until }.
    [one] Endet auf { $hint }, bisher einmal genehmigt. Er gilt für andere Kunden bis zum { $until }.
   *[other] Endet auf { $hint }, bisher { $approvals }-mal genehmigt. Er gilt für andere Kunden bis zum { $until }.
}
value-owned = { $count ->
    [one] { $count } Objekt. Es bleibt Ihnen, wenn der Zugriff endet.
   *[other] { $count } Objekte. Sie bleiben Ihnen, wenn der Zugriff endet.
}
value-clients = { $count ->
    [one] { $count } Kunde
   *[other] { $count } Kunden
}
value-handed-over = { $count ->
    [one] { $count } Objekt ging an andere im Team
   *[other] { $count } Objekte gingen an andere im Team
}
value-without-owner = { $count ->
    [one] { $count } Objekt bleibt ohne Besitzer
   *[other] { $count } Objekte bleiben ohne Besitzer
}
value-days-left = { $count ->
    [one] in { $count } Tag
   *[other] in { $count } Tagen
}
value-kept = Werden behalten
value-not-kept = Werden nicht behalten

access-super-admin = Super-Admin
access-partner-admin = Partner-Admin

seat-partner = Partnerlizenz
seat-core = Basislizenz
seat-view-only = Leselizenz
seat-sales = Vertriebslizenz
seat-service = Servicelizenz

## Lists

list-clients = Konten
list-people = Personen
list-permissions = Berechtigungen
list-first = Die ersten { $shown } von { $listed }
list-others = und { $count } weitere

## Buttons

button-open = { $account } öffnen
button-operation = Alle { $all } ansehen
button-own-access = Eigenen Zugriff ansehen
button-person = { $person } ansehen
button-partner = { $partner } ansehen
button-users = Benutzer ansehen
button-clients = Kunden ansehen
button-stop = E-Mails auswählen

## What to do if it is wrong

after-own = { $by ->
    [person] Halten Sie das für einen Irrtum? Fragen Sie { $actor }.
   *[other] Halten Sie das für einen Irrtum? Fragen Sie dort einen Super-Admin.
}

## Why the reader gets it

why-own = Sie erhalten diese E-Mail, weil es um Ihren eigenen Zugriff geht; solche E-Mails werden immer gesendet.
why-own-many = Eine E-Mail für den ganzen Vorgang. Sie erhalten sie, weil es um Ihren eigenen Zugriff geht; solche E-Mails werden immer gesendet.
why-own-invitation = Sie erhalten diese E-Mail, weil die Einladung für Sie war; solche E-Mails werden immer gesendet.
why-invited = { $by ->
    [person] Gesendet an { $address }, weil { $actor } diese Adresse eingegeben hat.
   *[other] Gesendet an { $address }, weil diese Adresse eingegeben wurde.
} Der Link gilt nur für diese Adresse; geben Sie ihn nicht weiter.
why-link = Sie erhalten diese E-Mail, weil es Ihr Link ist.
why-super-admin = Sie erhalten diese E-Mail, weil Sie Super-Admin bei { $client } sind.
why-super-admin-here = Sie erhalten diese E-Mail, weil Sie Super-Admin bei { $account } sind.
why-super-admin-of-some = Sie erhalten diese E-Mail, weil Sie dort Super-Admin sind.
why-super-admin-always = Sie erhalten diese E-Mail, weil Sie Super-Admin bei { $client } sind; solche E-Mails werden immer gesendet.
why-partner = Sie erhalten diese E-Mail, weil Sie Super-Admin Ihrer Agentur sind.
why-partner-always = Sie erhalten diese E-Mail, weil Sie Super-Admin Ihrer Agentur sind; solche E-Mails werden immer gesendet.
why-agency = Sie erhalten diese E-Mail, weil Sie den Zugriff Ihrer Agentur auf deren Kunden verwalten.
why-inviter = Sie erhalten diese E-Mail, weil Sie die Einladung gesendet haben.
why-end-setter = Sie erhalten diese E-Mail, weil Sie Zugriffe verwalten und Ihre Seite dieses Ende festgelegt hat.
why-test = Gesendet von den Betreibern dieser Latchkey-Installation, um zu prüfen, ob E-Mails ankommen.
