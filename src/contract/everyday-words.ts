// Words people begin a password with, in the languages our people write: seasons, months, days, greetings, what a company is called, and "password" itself. Pure.

/** Written without accents; sameness is what counts, look-alikes and capitals fall away. */
export const everydayWords = {
  en: `password passphrase login signin access secret private welcome hello letmein changeme default temporary admin administrator
    guest company office sales customer client business account manager master spring summer autumn winter january february march
    april june july august september october november december monday tuesday wednesday thursday friday saturday sunday christmas
    easter holiday football hockey monkey dragon sunshine princess love forever coffee`,
  fi: `salasana tunnussana tunnus kirjautuminen salainen tervetuloa moikka vaihdaminut oletus yllapito paakayttaja yritys toimisto
    myynti asiakas kevat kesa syksy talvi tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu
    marraskuu joulukuu maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai joulu juhannus paasiainen kahvi perkele rakkaus`,
  da: `adgangskode kodeord hemmelig velkommen hejsa skiftmig standard firma kontor salg kunde forar sommer efterar vinter januar
    februar marts april juni juli august september oktober november december mandag tirsdag onsdag torsdag fredag lordag sondag jul
    paske kaffe hygge kaerlighed fodbold`,
  sv: `losenord hemlig valkommen hejsan bytmig foretag kontor forsaljning kund sommar host vinter januari februari mars maj juni juli
    augusti oktober mandag tisdag onsdag torsdag fredag lordag sondag jul midsommar pask kaffe karlek fotboll`,
  nb: `passord hemmelig velkommen byttmeg bedrift kontor salg kunde sommer host vinter januar februar mars mai juni juli august oktober
    desember mandag tirsdag onsdag torsdag fredag lordag sondag jul paske kaffe kjaerlighet fotball`,
  de: `passwort kennwort losung anmeldung geheim willkommen hallo aendermich standard firma buero vertrieb verkauf kunde fruehling
    fruhling sommer herbst winter januar februar maerz marz april juni juli august oktober dezember montag dienstag mittwoch donnerstag
    freitag samstag sonntag weihnachten ostern urlaub kaffee liebe fussball schatz`,
  fr: `motdepasse connexion secret bienvenue bonjour changezmoi defaut entreprise societe bureau vente client printemps automne hiver
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    noel paques vacances cafe amour doudou soleil chouchou`,
  nl: `wachtwoord geheim welkom verander bedrijf kantoor verkoop klant lente zomer herfst januari februari maart mei juni juli augustus
    oktober maandag dinsdag woensdag donderdag vrijdag zaterdag zondag kerst pasen koffie liefde voetbal`,
  es: `contrasena clave secreto bienvenido bienvenida hola cambiame empresa oficina ventas cliente primavera verano otono invierno enero
    febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado
    domingo navidad cafe amor futbol`,
  it: `parolachiave segreto benvenuto benvenuta ciao cambiami azienda ufficio vendite cliente primavera estate autunno inverno gennaio
    febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lunedi martedi mercoledi giovedi venerdi sabato
    domenica natale amore calcio`,
  pt: `senha palavrapasse segredo bemvindo mudeme empresa escritorio vendas cliente primavera verao outono inverno janeiro fevereiro marco
    abril maio junho julho agosto setembro outubro novembro dezembro segunda terca quarta quinta sexta sabado domingo natal amor futebol`,
  pl: `haslo tajne witaj zmienmnie firma biuro sprzedaz klient wiosna lato jesien zima styczen luty marzec kwiecien czerwiec lipiec
    sierpien wrzesien pazdziernik listopad grudzien poniedzialek wtorek sroda czwartek piatek sobota niedziela kocham`,
  other: 'heslo jelszo parola lozinka sifre geslo parool slaptazodis parole пароль κωδικος',
} as const satisfies Readonly<Record<string, string>>;

export type EverydayLanguage = keyof typeof everydayWords;

export function everydayWordsOf(language: EverydayLanguage): string[] {
  return everydayWords[language].split(/\s+/);
}
