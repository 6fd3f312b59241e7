# The words of the pages in Polish. What each part is for stands in en/pages.ftl; the terms stand in the file of the
# mails.

## Every page
skip = Przejdź do treści
go-start = Przejdź na początek
go-again = Spróbuj ponownie
go-sign-in = Zaloguj się w inny sposób
pages-label = Strony
pages-newer = Nowsze
pages-older = Starsze
door-about = Jedno miejsce, w którym widać, kto w agencji może otworzyć drzwi którego klienta, i w którym można odebrać klucz.

## The first page
home-title = Latchkey
home-about = Jesteś na swoim koncie. Tu pojawią się listy klientów i osób.
home-you = Ty
theme-label = Wygląd
theme-system = Jak w systemie
theme-light = Jasny
theme-dark = Ciemny
language-label = Język
preferences-save = Zapisz
sign-out = Wyloguj się

## Signing in
sign-in-title = Logowanie
sign-in-where = w Latchkey pod adresem { $host }
sign-in-email = Służbowy adres e-mail
sign-in-password = Hasło
sign-in-forgot = Nie pamiętasz hasła? Otwórz Latchkey ze swojej platformy: ona Cię zaloguje.
sign-in-remember = Nie wylogowuj mnie na tym urządzeniu
sign-in-button = Zaloguj się
sign-in-wrong = Adres i hasło do siebie nie pasują. Nikt nie został zalogowany.
sign-in-too-many = Zbyt wiele prób w krótkim czasie. Nikt nie został zalogowany. Odczekaj kilka minut i spróbuj ponownie.
sign-in-no-passwords = Loguje Cię Twoja platforma: otwórz Latchkey stamtąd.
sign-in-approver = Masz zatwierdzić dostęp dla agencji? Otwórz link, który od niej przyszedł.
sign-in-link-title = Logowanie linkiem
sign-in-link-about = linkiem utworzonym dla Ciebie
sign-in-link-button = Zaloguj się jako { $name }
sign-in-link-until = Działa raz, do: { $until }.
sign-in-link-not-you = To nie Ty? Zamknij tę stronę; link pozostanie niewykorzystany. Logujesz się tylko na tym urządzeniu.
password-title = Wybierz hasło
password-about = Jesteś w środku. Hasło pozwoli Ci wrócić później.
password-label = Nowe hasło
password-hint = Co najmniej 8 dowolnych znaków. Zdanie łatwo zapamiętać, a trudno odgadnąć.
password-too-short = To nie pasuje: hasło ma co najmniej 8 znaków i najwyżej 1024 bajty. Niczego nie zapisano.
password-button = Zapisz hasło

## An invitation
invitation-title = Zaproszenie na konto { $account }
invitation-for = Dla { $address }
invitation-heading-by = { $actor } zaprasza Cię na konto { $account }
invitation-heading = Masz zaproszenie na konto { $account }
invitation-about = Decyzja należy do Ciebie. Nic się nie zmieni, zanim przyjmiesz zaproszenie, a konto możesz w każdej chwili opuścić.
invitation-what = Co otrzymasz
invitation-until = { $days ->
    [one] Do { $day }, { $days } dzień
    [few] Do { $day }, { $days } dni
   *[many] Do { $day }, { $days } dni
}
fact-invited-by = Kto zaprasza
invitation-inviter = { $actor }
invitation-inviter-super-admin = { $actor }, rola: superadministrator
invitation-inviter-partner-admin = { $actor }, rola: administrator partnerski
invitation-inviter-set = { $actor }, zestaw: { $set }
invitation-inviter-for = w imieniu: { $partner }
fact-account = Konto
fact-access = Dostęp
fact-could = Możliwości
fact-seat = Licencja
fact-acts-for = W imieniu
fact-ends = Koniec
acts-for-nobody = Nikogo poza Tobą
could-nothing = Na razie nic, z tą licencją
could-many = { $count ->
    [one] { $count } czynność
    [few] { $count } czynności: zobacz
   *[many] { $count } czynności: zobacz
}
access-super-admin = Superadministrator
access-partner-admin = Administrator partnerski
seat-partner = Licencja partnerska
seat-core = Licencja podstawowa
seat-view-only = Licencja tylko do odczytu
seat-sales = Licencja sprzedażowa
seat-service = Licencja serwisowa
invitation-accept = Przyjmij zaproszenie
invitation-decline = Odrzuć
invitation-confirms = Przyjęcie potwierdza, że { $address } to Twój adres.
invitation-hint = O odrzuceniu dowie się osoba, która wysłała zaproszenie; może zaprosić Cię ponownie. To dla Ciebie niespodzianka? Zamknij tę stronę, a nic się nie stanie: zaproszenie wygaśnie: { $until }.
declined-title = Zaproszenie zostało odrzucone
declined-about = Nie masz dostępu do konta { $account }. Osoba, która wysłała zaproszenie, otrzyma wiadomość.
declined-hint = Zmieniasz zdanie? Poproś o nowe zaproszenie.

## The outbox of the demo
outbox-title = Skrzynka nadawcza
outbox-demo = Wersja demonstracyjna
outbox-sign-in = Zaloguj się jako ktoś
outbox-about = Wiadomości, które ta wersja demonstracyjna by wysłała. Żadna nie opuściła tego komputera: nie ma serwera poczty, więc są w bazie danych i widać je tutaj.
outbox-filter-label = Filtrowanie wiadomości
outbox-search = Szukaj
outbox-search-hint = Temat lub adres
outbox-search-label = Szukaj wiadomości
outbox-to-label = Do
outbox-to-anyone = Do wszystkich
outbox-kind-label = Rodzaj
outbox-kind-any = Dowolny rodzaj
outbox-filter = Filtruj
outbox-none = Nie ma jeszcze wiadomości
outbox-none-found = Żadne wiadomości nie pasują do tych filtrów
outbox-caption = Wiadomości, od najnowszych
outbox-col-subject = Temat i odbiorca
outbox-col-when = Kiedy (UTC)
outbox-to = Do: { $address }
outbox-to-named = Do: { $name }, { $address }
outbox-count = { $count ->
    [one] { $first }–{ $last } z { $count } wiadomości
    [few] { $first }–{ $last } z { $count } wiadomości
   *[many] { $first }–{ $last } z { $count } wiadomości
}
outbox-note = Linki w tych wiadomościach działają, więc możesz stąd przejść do zaproszenia. W prawdziwej instalacji ta strona nie istnieje.
outbox-back = Powrót do skrzynki nadawczej
outbox-html = Jako HTML
outbox-text = Jako zwykły tekst
mail-link-approved = Link zatwierdzony
mail-link-declined = Link odrzucony
mail-invited = Zaproszenie
mail-invitation-cancelled = Zaproszenie wycofane
mail-invitation-declined = Zaproszenie odrzucone
mail-added = Dodanie
mail-made-super-admin = Nowa rola superadministratora
mail-access-changed = Zmiana dostępu
mail-deactivated = Dezaktywacja
mail-reactivated = Ponowna aktywacja
mail-given-back = Dostęp przywrócony
mail-removed = Usunięcie
mail-suspended = Dostęp wstrzymany
mail-access-ending = Koniec dostępu
mail-access-of-others-ending = Koniec dostępu innych
mail-linked = Powiązanie
mail-unlinked = Usunięte powiązanie
mail-enrolment-ended = Koniec udziału w programie
mail-enrolment-restored = Znów w programie
mail-last-super-admin-left = Ktoś odszedł
mail-partner-admins-gained = Administratorzy mogą więcej
mail-partner-admin-approved = Administrator zatwierdzony
mail-partner-admin-created = Administrator utworzony
mail-employees-added = Pracownicy dodani
mail-changed-to-partner-admin = Zmiana na administratora
mail-all-removed = Wszyscy usunięci
mail-partner-severed = Koniec współpracy
mail-member-left = Ktoś opuścił konto
mail-relationship-ending = Koniec relacji się zbliża
mail-relationship-ended = Relacja zakończona
mail-test = Próba

## What was asked for cannot be shown
lost-reference = Numer zgłoszenia:
lost-not-found =
    .title = Na tym haczyku nic nie wisi
    .text = Strona została przeniesiona albo tego, o czym mówiła, nie ma już w Latchkey.
lost-forbidden =
    .title = Nie masz do tego klucza
    .text = Twój dostęp tego nie obejmuje. Nic się nie zmieniło.
    .hint = Może Ci go dać superadministrator konta.
lost-refused =
    .title = Teraz nie można tego zrobić
    .text = Coś się zmieniło od otwarcia strony albo zabrania tego reguła. Nic się nie zmieniło.
    .hint = Otwórz stronę ponownie, aby zobaczyć, jak jest teraz.
lost-unreadable =
    .title = Nie udało się odczytać formularza
    .text = Czegoś w nim brakowało albo coś było nieprawidłowe. Nic się nie zmieniło.
lost-too-many =
    .title = Za dużo obrotów kluczem
    .text = Zbyt wiele żądań w krótkim czasie. Odczekaj chwilę i spróbuj ponownie.
lost-failed =
    .title = Klucz złamał się w zamku
    .text = Coś poszło nie tak po naszej stronie. Zanim powtórzysz zmianę, sprawdź, czy jej nie wprowadzono.
    .hint = Administrator znajdzie ten numer w dzienniku serwera.
lost-unavailable =
    .title = Zamek na chwilę się zaciął
    .text = Baza danych jest niedostępna albo zbyt wiele osób zmienia to samo jednocześnie. Nic się nie zmieniło. Odczekaj chwilę i spróbuj ponownie.
lost-old-form =
    .title = Ten formularz jest za stary
    .text = Od otwarcia strony ktoś się zalogował lub wylogował albo formularz nie pochodzi z Latchkey. Nic się nie zmieniło.
    .hint = Otwórz stronę ponownie i wyślij go jeszcze raz. Przeglądarka musi przyjmować pliki cookie.
lost-sign-in-link =
    .title = Ten klucz został już przekręcony
    .text = Link do logowania działa raz i tylko przez krótki czas. Ten został użyty albo jest za stary. Nikt nie został teraz zalogowany.
    .hint = Przychodzisz ze swojej platformy? Wróć tam i otwórz Latchkey ponownie: utworzy nowy link.
lost-invitation =
    .title = To zaproszenie jest już nieważne
    .text = Udzielono już odpowiedzi, wysłano je ponownie, wycofano albo jest za stare. Nic się teraz nie zmieniło.
    .hint = Zaproszenie już przyjęte? Zaloguj się. W przeciwnym razie poproś o ponowne wysłanie.
