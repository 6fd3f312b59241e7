# The words of mails in Polish. What each part is for stands in en/mail.ftl.
#
# Names are not inflected: they stand in the nominative, or after a noun that is. Nobody's gender is known: texts are
# impersonal (usunięto, dodano) or in the present tense.
#
# partner admin = administrator partnerski, super admin = superadministrator, permission set = zestaw uprawnień,
# permission = uprawnienie, partner seat = licencja partnerska, deactivate = dezaktywować, remove = usunąć,
# reactivate = ponownie aktywować, access link = link dostępu, agency = agencja, client = klient, employee = pracownik,
# managed relationship = prowadzona relacja, user list = lista użytkowników, link = powiązać, act for = działać w imieniu

greeting = Dzień dobry,
greeting-named = Dzień dobry, { $reader },

## To the employee

link-approved =
    .subject = { $client }: zatwierdzono Twój link dostępu
    .lead = Masz teraz dostęp administratora partnerskiego na koncie { $client }. Możesz od razu zacząć pracę i dodawać współpracowników w ramach własnych uprawnień na tym koncie.
    .after = Dostęp nie obejmuje: rozliczeń, metod płatności, superadministratorów i aprowizacji użytkowników. Jeśli nie chcesz tego dostępu, możesz opuścić konto { $client } w swoich ustawieniach.
link-declined =
    .subject = { $client }: odrzucono Twój link dostępu
    .lead = Nic się nie zmieniło: nie masz tam nowego dostępu. Twój link nadal można zatwierdzić, także później i przez innych klientów.
    .button = Zobacz swój link dostępu
    .after = To pomyłka? Zapytaj osobę, z którą współpracujesz po stronie klienta { $client }.

## To the person, about their own access

invited =
    .subject = { $by ->
        [person] { $actor } zaprasza Cię na konto { $account }
       *[other] Masz zaproszenie na konto { $account }
    }
    .lead = Otwórz zaproszenie, aby zobaczyć, jaki dostęp otrzymasz. Tam je przyjmiesz lub odrzucisz; samo otwarcie niczego nie zmienia.
    .button = Zobacz zaproszenie
    .after = { $by ->
        [person] Nie wiesz, kim jest { $actor }? Nie musisz nic robić, zaproszenie samo wygaśnie.
       *[other] To dla Ciebie niespodzianka? Nie musisz nic robić, zaproszenie samo wygaśnie.
    } Na koncie { $account } nikt nie widzi, czy ta wiadomość została otwarta.
invitation-cancelled =
    .subject = Twoje zaproszenie na konto { $account } zostało wycofane
    .lead = Link z poprzedniej wiadomości już nie działa. Poza tym nic się nie zmieniło.
added =
    .subject = { $accounts ->
        [1] Dodano Cię do konta { $account }
        [few] Dodano Cię do kont { $accounts } klientów
       *[many] Dodano Cię do kont { $accounts } klientów
    }
    .lead = Możesz od razu zacząć tam pracę.
made-super-admin =
    .subject = Masz teraz rolę superadministratora na koncie { $account }
    .lead = Masz tam wszystkie uprawnienia. Przyjmij rolę, aby potwierdzić, że jej chcesz: do tego czasu konto { $account } nie może polegać na Tobie jako jedynym superadministratorze.
    .button = Przyjmij rolę
    .after = Nie chcesz tej roli? Możesz opuścić konto { $account } w swoich ustawieniach albo poprosić o zmianę innego superadministratora tego konta.
access-changed =
    .subject = { $accounts ->
        [1] Zmieniono Twój dostęp do konta { $account }
        [few] Zmieniono Twój dostęp do kont { $accounts } klientów
       *[many] Zmieniono Twój dostęp do kont { $accounts } klientów
    }
    .lead = Zmiana obowiązuje od teraz; szczegóły są poniżej.
became-partner-admin =
    .subject = { $accounts ->
        [1] Masz teraz rolę administratora partnerskiego na koncie { $account }
        [few] Masz teraz rolę administratora partnerskiego na kontach { $accounts } klientów
       *[many] Masz teraz rolę administratora partnerskiego na kontach { $accounts } klientów
    }
    .lead = Masz tam uprawnienia administratora partnerskiego i w ich ramach możesz dodawać współpracowników. Twój dotychczasowy dostęp się skończył.
deactivated =
    .subject = { $accounts ->
        [1] Dezaktywowano Cię na koncie { $account }
        [few] Dezaktywowano Cię na kontach { $accounts } klientów
       *[many] Dezaktywowano Cię na kontach { $accounts } klientów
    }
    .lead = Na razie nie możesz tam nic zrobić. Pozostajesz na liście użytkowników, to, co tam należy do Ciebie, nadal jest Twoje, i można Cię ponownie aktywować.
reactivated =
    .subject = { $accounts ->
        [1] Ponownie aktywowano Cię na koncie { $account }
        [few] Ponownie aktywowano Cię na kontach { $accounts } klientów
       *[many] Ponownie aktywowano Cię na kontach { $accounts } klientów
    }
    .lead = Możesz znów od razu tam pracować.
given-back =
    .subject = { $accounts ->
        [1] Znów masz dostęp do konta { $account }
        [few] Znów masz dostęp do kont { $accounts } klientów
       *[many] Znów masz dostęp do kont { $accounts } klientów
    }
    .lead = Dostęp ustał wraz z końcem Twojego zatrudnienia w agencji. Teraz znów tam pracujesz i dostęp działa jak wcześniej.
removed =
    .subject = { $accounts ->
        [1] Usunięto Cię z konta { $account }
        [few] Usunięto Cię z kont { $accounts } klientów
       *[many] Usunięto Cię z kont { $accounts } klientów
    }
    .lead = { $accounts ->
        [1] Nie ma Cię już na liście użytkowników konta { $account }, a Twój dostęp do niego się skończył.
        [few] Nie ma Cię już na listach użytkowników { $accounts } klientów; stało się to za jednym razem. Twój dostęp do tych kont się skończył.
       *[many] Nie ma Cię już na listach użytkowników { $accounts } klientów; stało się to za jednym razem. Twój dostęp do tych kont się skończył.
    }
    .instead = { $instead ->
        [one] U { $instead } klienta, u którego masz rolę superadministratora, zamiast tego Cię dezaktywowano.
        [few] U { $instead } klientów, u których masz rolę superadministratora, zamiast tego Cię dezaktywowano.
       *[many] U { $instead } klientów, u których masz rolę superadministratora, zamiast tego Cię dezaktywowano.
    }
suspended =
    .subject = { $accounts ->
        [1] Twój dostęp do konta { $account } został wstrzymany
        [few] Twój dostęp do kont { $accounts } klientów został wstrzymany
       *[many] Twój dostęp do kont { $accounts } klientów został wstrzymany
    }
    .lead = Twoje zatrudnienie w agencji się skończyło, więc nie możesz tam już nic zrobić.
access-ending =
    .subject = { $accounts ->
        [1] Twój dostęp do konta { $account } skończy się { $left }
        [few] Twój dostęp do kont { $accounts } klientów skończy się { $left }
       *[many] Twój dostęp do kont { $accounts } klientów skończy się { $left }
    }
    .lead = Potem nie zrobisz tam nic, dopóki ktoś znów nie da Ci dostępu.
    .more = { $by ->
        [person] Nadal tam pracujesz? Poproś o przesunięcie terminu osobę, która go ustaliła: { $actor }.
       *[other] Nadal tam pracujesz? Poproś o przesunięcie terminu superadministratora tego konta.
    }
    .after = { $days ->
        [1] To było ostatnie przypomnienie.
        [7] Przypomnimy Ci jeszcze raz, dzień wcześniej.
       *[other] Przypomnimy Ci znowu 7 dni i dzień wcześniej.
    }

## To whoever set an end

access-of-others-ending =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $person }: dostęp do konta { $account } skończy się { $left }
            [few] { $person }: dostęp do { $accounts } kont skończy się { $left }
           *[many] { $person }: dostęp do { $accounts } kont skończy się { $left }
        }
        [few] { $accounts ->
            [1] Dostęp { $people } osób do konta { $account } skończy się { $left }
            [few] Dostęp { $people } osób do { $accounts } kont skończy się { $left }
           *[many] Dostęp { $people } osób do { $accounts } kont skończy się { $left }
        }
       *[many] { $accounts ->
            [1] Dostęp { $people } osób do konta { $account } skończy się { $left }
            [few] Dostęp { $people } osób do { $accounts } kont skończy się { $left }
           *[many] Dostęp { $people } osób do { $accounts } kont skończy się { $left }
        }
    }
    .lead = Potem praca nie będzie tam możliwa, dopóki ktoś znów nie da dostępu.
    .after = Dostęp jest nadal potrzebny? Przesuń termin, zanim minie. W przeciwnym razie nie musisz nic robić.

## To super admins

linked =
    .subject = Agencja { $partner } powiązała ze sobą użytkownika { $person } na koncie { $client }
    .lead = { $side ->
        [client] { $person } należy już do Waszego konta, a teraz liczy się na nim jako pracownik agencji { $partner }. Nie zmienia to uprawnień tej osoby i nie daje agencji { $partner } żadnej władzy nad nimi.
       *[partner] { $person } liczy się teraz na tym koncie jako Wasz pracownik, a praca tej osoby podtrzymuje prowadzoną relację. Jej uprawnienia się nie zmieniają.
    }
    .after = { $side ->
        [client] { $person } nie pracuje w agencji { $partner }? Poproś agencję o usunięcie powiązania.
       *[partner] To się nie zgadza? Powiązanie możesz usunąć na tej samej stronie.
    }
unlinked =
    .subject = Agencja { $partner } usunęła powiązanie z użytkownikiem { $person } na koncie { $client }
    .lead = { $person } nie liczy się już na tym koncie jako pracownik agencji { $partner }. Uprawnienia tej osoby się nie zmieniają.
    .after = { $side ->
        [client] Nie musisz nic robić. Jeśli ta osoba nie powinna już mieć dostępu, usuń ją z listy użytkowników.
       *[partner] To się nie zgadza? Możesz ponownie powiązać tę osobę na tej samej stronie.
    }
enrolment-ended =
    .subject = Agencja { $partner } nie uczestniczy już w programie partnerskim
    .lead = { $side ->
        [client] Administratorzy partnerscy tej agencji na razie nie mogą u Was nic zrobić. Jej pozostali pracownicy zachowują swój dostęp.
       *[partner] Wasi administratorzy partnerscy na razie nie mogą nic zrobić u klientów, a linków dostępu nie można zatwierdzać. Pozostali pracownicy zachowują swój dostęp.
    }
    .after = { $side ->
        [client] Jeśli { $partner } wróci do programu, administratorzy partnerscy będą mogli pracować jak wcześniej. Nie chcecie tego? Możecie ich usunąć.
       *[partner] To pomyłka? Zapytaj osoby, które prowadzą platformę. Wszystko znów zadziała, gdy wrócicie do programu.
    }
enrolment-restored =
    .subject = Agencja { $partner } znów uczestniczy w programie partnerskim
    .lead = { $side ->
        [client] Administratorzy partnerscy tej agencji mogą u Was znów pracować, z takimi uprawnieniami jak wcześniej.
       *[partner] Wasi administratorzy partnerscy mogą znów pracować u klientów, z takimi uprawnieniami jak wcześniej, a linki dostępu można zatwierdzać.
    }
    .after = { $side ->
        [client] Nie chcecie tego? Możecie dezaktywować lub usunąć administratorów partnerskich.
       *[partner] Nie musisz nic robić.
    }
last-super-admin-left =
    .subject = { $person } już nie pracuje w agencji, ale nadal ma rolę superadministratora na koncie { $client }
    .lead = { $side ->
        [client] { $person } nie pracuje już w agencji { $partner }, ale to Wasz ostatni superadministrator, więc dostęp pozostał. Nadajcie rolę superadministratora komuś innemu: gdy tylko nowy superadministrator ją przyjmie, dostęp użytkownika { $person } zostanie dezaktywowany.
       *[partner] { $person } już u Was nie pracuje, ale to ostatni superadministrator klienta, więc dostęp pozostał. Gdy tylko klient będzie mieć innego superadministratora, dostęp użytkownika { $person } zostanie dezaktywowany.
    }
    .after = { $side ->
        [client] Do tego czasu { $person } nadal może zrobić wszystko na Waszym koncie.
       *[partner] Do tego czasu { $person } nadal może tam zrobić wszystko. Powiedz klientowi { $client }, że potrzebuje innego superadministratora.
    }
partner-admins-gained =
    .subject = Administratorzy partnerscy na koncie { $account } mogą teraz więcej
    .lead = { $permissions ->
        [one] Zaktualizowano uprawnienia platformy: administratorom partnerskim przybyło { $permissions } uprawnienie.
        [few] Zaktualizowano uprawnienia platformy: administratorom partnerskim przybyły { $permissions } uprawnienia.
       *[many] Zaktualizowano uprawnienia platformy: administratorom partnerskim przybyło { $permissions } uprawnień.
    }
    .after = Nie chcecie tego? Na liście użytkowników możecie wstrzymać poszczególne uprawnienia.
partner-admin-made =
    .subject = { $person } ma teraz rolę administratora partnerskiego na koncie { $client }
    .lead = { $person } działa tam w imieniu agencji { $partner }, ma uprawnienia administratora partnerskiego i w ich ramach może dodawać współpracowników.
    .unseen = Wiadomość jest wysyłana, ponieważ nie zdecydował o tym żaden superadministrator.
    .after = To się nie zgadza? W każdej chwili możesz dezaktywować lub usunąć tę osobę.
employees-added =
    .subject = { $people ->
        [1] { $accounts ->
            [1] Agencja { $partner } dodała użytkownika { $person } do konta { $account }
            [few] Agencja { $partner } dodała użytkownika { $person } do { $accounts } Twoich kont
           *[many] Agencja { $partner } dodała użytkownika { $person } do { $accounts } Twoich kont
        }
        [few] { $accounts ->
            [1] Agencja { $partner } dodała { $people } osoby do konta { $account }
            [few] Agencja { $partner } dodała { $people } osoby do { $accounts } Twoich kont
           *[many] Agencja { $partner } dodała { $people } osoby do { $accounts } Twoich kont
        }
       *[many] { $accounts ->
            [1] Agencja { $partner } dodała { $people } osób do konta { $account }
            [few] Agencja { $partner } dodała { $people } osób do { $accounts } Twoich kont
           *[many] Agencja { $partner } dodała { $people } osób do { $accounts } Twoich kont
        }
    }
    .lead = Działają w imieniu agencji { $partner } i mogą od razu zacząć tam pracę.
    .after = To się nie zgadza? W każdej chwili możesz dezaktywować lub usunąć te osoby.
changed-to-partner-admin =
    .subject = { $person } ma teraz rolę administratora partnerskiego zamiast superadministratora na koncie { $client }
    .lead = { $person } działa tam w imieniu agencji { $partner } i zamiast wszystkich uprawnień ma uprawnienia administratora partnerskiego.
    .after = To się nie zgadza? Superadministrator może przywrócić tej osobie poprzednią rolę.
all-removed =
    .subject = { $accounts ->
        [1] Agencja { $partner } usunęła wszystkich swoich pracowników z konta { $account }
        [few] Agencja { $partner } usunęła wszystkich swoich pracowników z { $accounts } Twoich kont
       *[many] Agencja { $partner } usunęła wszystkich swoich pracowników z { $accounts } Twoich kont
    }
    .lead = Nikt już nie działa tam w imieniu agencji { $partner }. To, co do nich należało, pozostaje u Was.
    .after = Chcecie znów współpracować z agencją { $partner }? Zatwierdźcie link dostępu jednego z jej pracowników.
partner-severed =
    .subject = { $client } nie współpracuje już z agencją { $partner }
    .lead = { $people ->
        [0] Nikt już nie działał w imieniu agencji { $partner }, a relacja się skończyła.
       *[other] Usunięto wszystkich, którzy działali w imieniu agencji { $partner }, a relacja się skończyła. Wrócą tylko wtedy, gdy sami ich wpuścicie.
    }
    .stays = { $stays } pozostaje jako Wasz ostatni superadministrator. Nadajcie tę rolę komuś innemu, a potem usuńcie tę osobę.
    .after = To pomyłka? Zatwierdźcie ponownie link dostępu albo utwórzcie te osoby jako użytkowników.
member-left =
    .subject = { $person } opuszcza konto { $account }
    .lead = { $person } nie ma już tam dostępu. To, co do tej osoby należało, pozostaje bez właściciela.
    .after = { $side ->
        [client] Jeśli ta osoba ma wrócić, zaproś ją ponownie.
       *[partner] Jeśli ta osoba ma wrócić, dodaj ją ponownie. Najpierw będzie musiała przyjąć zaproszenie.
    }

## To who invited

invitation-declined =
    .subject = { $person } odrzuca zaproszenie na konto { $account }
    .lead = { $person } nie ma tam dostępu, a zaproszenie już nie działa.
    .after = To nieporozumienie? Porozmawiajcie i zaproś tę osobę ponownie.

## To the partner, about its clients

relationship-ending =
    .subject = Wasza prowadzona relacja z klientem { $client } skończy się { $left }
    .lead = Kończy się, ponieważ od pewnego czasu nikt od Was tam nie pracował. Jeśli ktoś z Waszych pracowników popracuje tam wcześniej, relacja się utrzyma.
    .after = Jeśli może się skończyć, nie musisz nic robić.
relationship-ended =
    .subject = Wasza prowadzona relacja z klientem { $client } się skończyła
    .lead = { $ended ->
        [client] Zakończył ją klient. Usunięto wszystkich, którzy działali tam w Waszym imieniu.
        [partner] Wasza agencja zakończyła tam swoje usługi.
       *[clock] Zbyt długo nikt od Was tam nie pracował.
    }
    .after = { $ended ->
        [client] Chcecie znów współpracować z klientem { $client }? Poproście o zatwierdzenie linku dostępu.
        [partner] To pomyłka? Na stronie klienta możesz wznowić usługi.
       *[clock] Aby zacząć od nowa, dodaj pracownika albo wznów usługi na stronie klienta.
    }

## To an address of the operator’s choice

test =
    .subject = Wiadomość testowa z Latchkey
    .lead = To jest wiadomość testowa z Latchkey. Dotarła, więc poczta działa.
    .after = Nie musisz nic robić.

## Facts

fact-by = Kto
fact-approved-by = Kto zatwierdza
fact-declined-by = Kto odrzuca
fact-created-by = Kto tworzy
fact-invited-by = Kto zaprasza
fact-set-by = Termin ustala
fact-when = Kiedy
fact-reason = Powód
fact-client-account = Konto klienta
fact-account = Konto
fact-agency = Agencja
fact-acts-for = W imieniu
fact-acted-for = W imieniu
fact-access = Dostęp
fact-before = Wcześniej
fact-after = Teraz
fact-had = Dotychczasowy dostęp
fact-would-have = Oferowany dostęp
fact-your-access = Twój dostęp
fact-seat = Licencja
fact-ends = Koniec
fact-until = Ważne do
fact-link = Link dostępu
fact-gained = Nowe uprawnienia
fact-lost = Utracone uprawnienia
fact-removed = Usunięcie
fact-deactivated = Dezaktywacja
fact-owned = Co do Ciebie należało
fact-owns = Co tam do Ciebie należy
fact-partner-admins = Administratorzy partnerscy
fact-billing = Uprawnienia do rozliczeń
fact-stays = Pozostaje
fact-last-activity = Ostatnia aktywność
fact-people-with-access = Osoby z dostępem

value-number = { $count }
value-span = { $from } do { $until } UTC
value-platform = Platforma
value-clock = Nikt, minął termin
value-no-end = Gdy ktoś go zakończy
value-set-by = { $by }, { $at }
value-free-seat = Licencja partnerska. Klient nic za nią nie płaci.
value-link = { $approvals ->
    [0] Kończy się na { $hint }, dotąd niezatwierdzony. Inni klienci mogą go użyć do { $until }.
    [one] Kończy się na { $hint }, dotąd zatwierdzony { $approvals } raz. Inni klienci mogą go użyć do { $until }.
    [few] Kończy się na { $hint }, dotąd zatwierdzony { $approvals } razy. Inni klienci mogą go użyć do { $until }.
   *[many] Kończy się na { $hint }, dotąd zatwierdzony { $approvals } razy. Inni klienci mogą go użyć do { $until }.
}
value-owned = { $count ->
    [one] { $count } element. Pozostanie Twój, gdy dostęp się skończy.
    [few] { $count } elementy. Pozostaną Twoje, gdy dostęp się skończy.
   *[many] { $count } elementów. Pozostaną Twoje, gdy dostęp się skończy.
}
value-clients = { $count ->
    [one] { $count } klient
    [few] { $count } klientów
   *[many] { $count } klientów
}
value-handed-over = { $count ->
    [one] { $count } element przekazano współpracownikom
    [few] { $count } elementy przekazano współpracownikom
   *[many] { $count } elementów przekazano współpracownikom
}
value-without-owner = { $count ->
    [one] { $count } element pozostaje bez właściciela
    [few] { $count } elementy pozostają bez właściciela
   *[many] { $count } elementów pozostaje bez właściciela
}
value-days-left = { $count ->
    [one] za { $count } dzień
    [few] za { $count } dni
   *[many] za { $count } dni
}
value-kept = Zachowane
value-not-kept = Niezachowane

access-super-admin = Superadministrator
access-partner-admin = Administrator partnerski

seat-partner = Licencja partnerska
seat-core = Licencja podstawowa
seat-view-only = Licencja tylko do odczytu
seat-sales = Licencja sprzedażowa
seat-service = Licencja serwisowa

## Lists

list-clients = Konta
list-people = Osoby
list-permissions = Uprawnienia
list-first = Pierwsze { $shown } z { $listed }
list-others = i jeszcze { $count }

## Buttons

button-open = Otwórz konto { $account }
button-operation = Zobacz wszystkie ({ $all })
button-own-access = Zobacz swój dostęp
button-person = Zobacz: { $person }
button-partner = Zobacz: { $partner }
button-users = Zobacz użytkowników
button-clients = Zobacz swoich klientów
button-stop = Wybierz, jakie wiadomości chcesz otrzymywać

## What to do if it is wrong

after-own = { $by ->
    [person] To pomyłka? Zapytaj osobę, która to zrobiła: { $actor }.
   *[other] To pomyłka? Zapytaj superadministratora tego konta.
}

## Why the reader gets it

why-own = Otrzymujesz tę wiadomość, ponieważ dotyczy Twojego dostępu; takie wiadomości są wysyłane zawsze.
why-own-many = Jedna wiadomość o całym działaniu. Otrzymujesz ją, ponieważ dotyczy Twojego dostępu; takie wiadomości są wysyłane zawsze.
why-own-invitation = Otrzymujesz tę wiadomość, ponieważ zaproszenie było dla Ciebie; takie wiadomości są wysyłane zawsze.
why-invited = { $by ->
    [person] Wysłano na adres { $address }, który podaje { $actor }.
   *[other] Wysłano na adres { $address }, ponieważ został podany.
} Link działa tylko dla tego adresu; nie przekazuj go dalej.
why-link = Otrzymujesz tę wiadomość, ponieważ to Twój link.
why-super-admin = Otrzymujesz tę wiadomość, ponieważ masz rolę superadministratora na koncie { $client }.
why-super-admin-here = Otrzymujesz tę wiadomość, ponieważ masz rolę superadministratora na koncie { $account }.
why-super-admin-of-some = Otrzymujesz tę wiadomość, ponieważ masz tam rolę superadministratora.
why-super-admin-always = Otrzymujesz tę wiadomość, ponieważ masz rolę superadministratora na koncie { $client }; takie wiadomości są wysyłane zawsze.
why-partner = Otrzymujesz tę wiadomość, ponieważ masz rolę superadministratora w swojej agencji.
why-partner-always = Otrzymujesz tę wiadomość, ponieważ masz rolę superadministratora w swojej agencji; takie wiadomości są wysyłane zawsze.
why-agency = Otrzymujesz tę wiadomość, ponieważ zarządzasz dostępem swojej agencji do klientów.
why-inviter = Otrzymujesz tę wiadomość, ponieważ zaproszenie pochodzi od Ciebie.
why-end-setter = Otrzymujesz tę wiadomość, ponieważ zarządzasz dostępem, a termin ustaliła Wasza strona.
why-test = Wysłane przez osoby, które prowadzą tę instalację Latchkey, aby sprawdzić, czy poczta dochodzi.
