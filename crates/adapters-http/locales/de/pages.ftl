# The words of the pages in German. What each part is for stands in en/pages.ftl; the terms stand in the file of the
# mails.

## Every page
skip = Zum Inhalt springen
go-start = Zur Startseite
go-again = Noch einmal versuchen
go-sign-in = Anders anmelden
pages-label = Seiten
pages-newer = Neuere
pages-older = Ältere
door-about = Ein Ort, an dem Sie sehen, wer in Ihrer Agentur welche Kundentür öffnen kann, und an dem Sie den Schlüssel zurücknehmen.

## The first page
home-title = Latchkey
home-about = Sie sind angemeldet. Hier kommen die Listen der Kunden und Personen hin.
home-you = Sie
theme-label = Darstellung
theme-system = Wie das System
theme-light = Hell
theme-dark = Dunkel
language-label = Sprache
preferences-save = Speichern
sign-out = Abmelden

## Signing in
sign-in-title = Anmelden
sign-in-where = bei Latchkey auf { $host }
sign-in-email = Geschäftliche E-Mail-Adresse
sign-in-password = Passwort
sign-in-forgot = Passwort vergessen? Öffnen Sie Latchkey von Ihrer Plattform aus: Sie meldet Sie an.
sign-in-remember = Auf diesem Gerät angemeldet bleiben
sign-in-button = Anmelden
sign-in-wrong = Adresse und Passwort gehören nicht zusammen. Niemand wurde angemeldet.
sign-in-too-many = Zu viele Versuche in kurzer Zeit. Niemand wurde angemeldet. Warten Sie einige Minuten und versuchen Sie es dann noch einmal.
sign-in-no-passwords = Ihre Plattform meldet Sie an: Öffnen Sie Latchkey von dort aus.
sign-in-approver = Sollen Sie den Zugriff einer Agentur genehmigen? Öffnen Sie den Link, den sie Ihnen geschickt hat.
sign-in-link-title = Mit Ihrem Link anmelden
sign-in-link-about = mit dem Link, der für Sie gemacht wurde
sign-in-link-button = Als { $name } anmelden
sign-in-link-until = Funktioniert einmal, bis { $until }.
sign-in-link-not-you = Das sind nicht Sie? Schließen Sie diese Seite; der Link bleibt unbenutzt. Sie werden nur auf diesem Gerät angemeldet.
password-title = Passwort wählen
password-about = Sie sind angemeldet. Mit einem Passwort können Sie später wiederkommen.
password-label = Neues Passwort
password-hint = Mindestens 8 Zeichen, welche Sie möchten. Ein Satz ist leicht zu merken und schwer zu erraten.
password-too-short = Das passt nicht: Ein Passwort hat mindestens 8 Zeichen und ist höchstens 1024 Bytes lang. Nichts wurde gespeichert.
password-button = Passwort speichern

## An invitation
invitation-title = Einladung zu { $account }
invitation-for = Für { $address }
invitation-heading-by = { $actor } lädt Sie zu { $account } ein
invitation-heading = Sie sind zu { $account } eingeladen
invitation-about = Sie entscheiden. Nichts ändert sich, bevor Sie annehmen, und Sie können das Konto jederzeit wieder verlassen.
invitation-what = Was Sie erhalten würden
invitation-until = { $days ->
    [one] Bis { $day }, { $days } Tag
   *[other] Bis { $day }, { $days } Tage
}
fact-invited-by = Eingeladen von
invitation-inviter = { $actor }
invitation-inviter-super-admin = { $actor }, Super-Admin dort
invitation-inviter-partner-admin = { $actor }, Partner-Admin dort
invitation-inviter-set = { $actor }, dort mit { $set }
invitation-inviter-for = im Auftrag von { $partner }
fact-account = Konto
fact-access = Zugriff
fact-could = Sie könnten
fact-seat = Lizenz
fact-acts-for = Im Auftrag von
fact-ends = Endet
acts-for-nobody = Niemandem außer Ihnen selbst
could-nothing = Noch nichts, mit dieser Lizenz
could-many = { $count ->
    [one] { $count } Sache tun
   *[other] { $count } Dinge tun: ansehen
}
access-super-admin = Super-Admin
access-partner-admin = Partner-Admin
seat-partner = Partnerlizenz
seat-core = Basislizenz
seat-view-only = Leselizenz
seat-sales = Vertriebslizenz
seat-service = Servicelizenz
invitation-accept = Einladung annehmen
invitation-decline = Ablehnen
invitation-confirms = Mit dem Annehmen bestätigen Sie, dass { $address } Ihre Adresse ist.
invitation-hint = Wer Sie eingeladen hat, erfährt von einer Ablehnung und kann Sie wieder einladen. Sie haben das nicht erwartet? Schließen Sie diese Seite, dann geschieht nichts: Die Einladung endet am { $until }.
declined-title = Sie haben die Einladung abgelehnt
declined-about = Sie haben keinen Zugriff auf { $account }. Wer Sie eingeladen hat, wird benachrichtigt.
declined-hint = Sie haben es sich anders überlegt? Bitten Sie um eine neue Einladung.

## The outbox of the demo
outbox-title = Postausgang
outbox-demo = Demo
outbox-sign-in = Als jemand anmelden
outbox-about = Die E-Mails, die diese Demo versendet hätte. Keine hat diesen Rechner verlassen: Es ist kein Mailserver eingerichtet, deshalb liegen sie in der Datenbank und werden hier gezeigt.
outbox-filter-label = E-Mails filtern
outbox-search = Suchen
outbox-search-hint = Betreff oder Adresse
outbox-search-label = E-Mails durchsuchen
outbox-to-label = An
outbox-to-anyone = An alle
outbox-kind-label = Art
outbox-kind-any = Alle Arten
outbox-filter = Filtern
outbox-none = Noch keine E-Mails
outbox-none-found = Keine E-Mails passen zu diesen Filtern
outbox-caption = E-Mails, die neuesten zuerst
outbox-col-subject = Betreff und Empfänger
outbox-col-when = Wann (UTC)
outbox-to = An { $address }
outbox-to-named = An { $name }, { $address }
outbox-count = { $count ->
    [one] { $first }–{ $last } von { $count } E-Mail
   *[other] { $first }–{ $last } von { $count } E-Mails
}
outbox-note = Die Links in diesen E-Mails funktionieren, Sie können also einer Einladung von hier aus folgen. In einer echten Installation gibt es diese Seite nicht.
outbox-back = Zurück zum Postausgang
outbox-html = Als HTML
outbox-text = Als reiner Text
mail-link-approved = Link genehmigt
mail-link-declined = Link abgelehnt
mail-invited = Einladung
mail-invitation-cancelled = Einladung zurückgezogen
mail-invitation-declined = Einladung abgelehnt
mail-added = Hinzugefügt
mail-made-super-admin = Zum Super-Admin gemacht
mail-access-changed = Zugriff geändert
mail-deactivated = Deaktiviert
mail-reactivated = Wieder aktiviert
mail-given-back = Zugriff zurückgegeben
mail-removed = Entfernt
mail-suspended = Zugriff ruht
mail-access-ending = Zugriff endet
mail-access-of-others-ending = Zugriff anderer endet
mail-linked = Zugeordnet
mail-unlinked = Zuordnung aufgehoben
mail-enrolment-ended = Partnerprogramm beendet
mail-enrolment-restored = Wieder im Partnerprogramm
mail-last-super-admin-left = Jemand ist ausgeschieden
mail-partner-admins-gained = Partner-Admins können mehr
mail-partner-admin-approved = Partner-Admin genehmigt
mail-partner-admin-created = Partner-Admin angelegt
mail-employees-added = Mitarbeitende hinzugefügt
mail-changed-to-partner-admin = Zu Partner-Admin geändert
mail-all-removed = Alle entfernt
mail-partner-severed = Zusammenarbeit beendet
mail-member-left = Jemand hat das Konto verlassen
mail-relationship-ending = Kundenbeziehung endet
mail-relationship-ended = Kundenbeziehung beendet
mail-test = Probe

## What was asked for cannot be shown
lost-reference = Referenz:
lost-not-found =
    .title = An diesem Haken hängt nichts
    .text = Die Seite ist umgezogen, oder worum es ging, ist nicht mehr in Latchkey.
lost-forbidden =
    .title = Dafür haben Sie keinen Schlüssel
    .text = Ihr Zugriff reicht dafür nicht aus. Nichts wurde geändert.
    .hint = Ein Super-Admin des Kontos kann ihn Ihnen geben.
lost-refused =
    .title = Das geht gerade nicht
    .text = Etwas hat sich geändert, seit Sie die Seite geöffnet haben, oder eine Regel lässt es nicht zu. Nichts wurde geändert.
    .hint = Öffnen Sie die Seite erneut, um den jetzigen Stand zu sehen.
lost-unreadable =
    .title = Das Formular war nicht lesbar
    .text = Etwas darin fehlte oder war ungültig. Nichts wurde geändert.
lost-too-many =
    .title = Zu oft am Schlüssel gedreht
    .text = Zu viele Anfragen in kurzer Zeit. Warten Sie einen Moment und versuchen Sie es dann noch einmal.
lost-failed =
    .title = Der Schlüssel ist im Schloss abgebrochen
    .text = Bei uns ist etwas schiefgegangen. Prüfen Sie, ob eine Änderung vorgenommen wurde, bevor Sie sie wiederholen.
    .hint = Ihre Administration findet die Referenz im Serverprotokoll.
lost-unavailable =
    .title = Das Schloss klemmt gerade
    .text = Die Datenbank ist nicht erreichbar, oder zu viele Personen ändern gleichzeitig dasselbe. Nichts wurde geändert. Warten Sie einen Moment und versuchen Sie es dann noch einmal.
lost-old-form =
    .title = Dieses Formular ist zu alt
    .text = Seit die Seite geöffnet wurde, hat sich jemand an- oder abgemeldet, oder das Formular kam nicht von Latchkey. Nichts wurde geändert.
    .hint = Öffnen Sie die Seite erneut und senden Sie es noch einmal ab. Ihr Browser muss Cookies annehmen.
lost-sign-in-link =
    .title = Dieser Schlüssel wurde schon umgedreht
    .text = Ein Anmeldelink funktioniert einmal und nur kurze Zeit. Dieser wurde benutzt oder ist zu alt. Eben wurde niemand angemeldet.
    .hint = Sie kommen von Ihrer Plattform? Gehen Sie dorthin zurück und öffnen Sie Latchkey noch einmal: Sie erzeugt einen neuen Link.
lost-invitation =
    .title = Diese Einladung gilt nicht mehr
    .text = Sie wurde schon beantwortet, noch einmal gesendet oder zurückgezogen, oder sie ist zu alt. Eben wurde nichts geändert.
    .hint = Haben Sie sie schon angenommen? Melden Sie sich an. Bitten Sie sonst darum, sie noch einmal zu senden.
