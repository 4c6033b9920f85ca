// Which words people and other products write over a column, by object and field. Only facts; suggest-mapping.ts draws the conclusions.
import type { EntityName } from '../../contract/names.ts';

/**
 * Keys name where a column goes: `field`, `field.part`, `field#label`, `field@key of the other record`, or both. Headings are compared
 * without case, accents, spaces and signs; commas separate them here.
 */
type Words = Readonly<Record<string, string>>;

const address: Words = {
  'address.street':
    'address, street, street address, address 1, address line 1, address 1 street, billing street, mailing street, billing address line 1, mailing address line 1, organization address, addr, strasse, anschrift, adresse, rue, gade, vej, katuosoite, osoite',
  'address.postalCode':
    'zip, zip code, postal code, postcode, post code, billing postal code, mailing postal code, billing zip postal code, mailing zip postal code, address 1 postal code, plz, postleitzahl, code postal, postnummer, postinumero',
  'address.city':
    'city, town, suburb, billing city, mailing city, address 1 city, ort, stadt, ville, by, kaupunki, postitoimipaikka',
  'address.region':
    'state, province, region, county, state province, billing state, mailing state, billing state province, mailing state province, address 1 region, bundesland, departement, maakunta',
  'address.country':
    'country, country code, billing country, mailing country, address 1 country, office location, land, pays, maa',
};

const reach: Words = {
  emails:
    'email, e-mail, email address, e-mail address, mail, courriel, adresse email, sahkoposti, sähköposti, e-mail 1 value, e-mail 2 value, e-mail 3 value',
  'emails#work': 'work email, email work, business email, office email, company email, person email work',
  'emails#home': 'home email, email home, personal email, private email, person email home',
  'emails#other': 'email other, other email, second email, secondary email, email 2',
  phones:
    'phone, telephone, tel, phone number, telephone number, telefon, telefonnummer, telephone fixe, telefono, puhelin, puhelinnumero, person phone, phone 1 value, phone 2 value, phone 3 value, main phone',
  'phones#work': 'work phone, phone work, business phone, office phone, company phone',
  'phones#home': 'home phone, phone home, private phone',
  'phones#mobile':
    'mobile, mobile phone, cell, cell phone, cellphone, handy, mobil, portable, matkapuhelin, phone mobile',
  'phones#fax': 'fax, fax number, telefax, faksi',
  'phones#other': 'phone other, other phone',
  website:
    'website, web site, homepage, home page, url, web, www, webseite, site web, hjemmeside, kotisivu, linkedin url, linkedin, company url',
};

const common: Words = {
  notes:
    'notes, note, note content, description, comment, comments, remarks, background, memo, notizen, beschreibung, bemerkung, notater, muistiinpanot',
  owner:
    'owner, record owner, account owner, contact owner, deal owner, opportunity owner, assigned to, sales agent, sales rep, sales representative, salesperson, account manager, sales, responsible, zustandig, besitzer, vastuuhenkilo, vastuuhenkilö, ansvarlig',
  'owner@externalId': 'owner id',
};

/** A name as it stands in another script or spelling. */
const otherScript: Words = {
  alsoWritten:
    'also written, native name, name in native script, name native, original name, local name, name local, alternative name, alternate name, name in other script, other spelling, transliteration, romanization, romaji, furigana, kanji, kana, cyrillic name',
};

export const headingWords: Readonly<Partial<Record<EntityName, Words>>> = {
  company: {
    ...address,
    ...reach,
    ...common,
    name: 'name, account, account name, company, company name, organisation, organization, organisation name, organization name, customer, customer name, business name, legal name, security, supplier name, firma, firmenname, unternehmen, societe, raison sociale, entreprise, virksomhed, virksomhedsnavn, yritys, yrityksen nimi',
    ...otherScript,
    domain: 'domain, email domain, web domain, company domain, company domain name',
    industry: 'industry, sector, gics sector, branch, branche, secteur, industri, toimiala, vertical',
    status: 'status, account status, account type, customer type',
    'parent@name':
      'parent, parent company, parent account, parent account name, subsidiary of, muttergesellschaft, societe mere, moderselskab, emoyhtio, emoyhtiö',
    'parent@externalId': 'parent id, parent account id, parent company id',
    employees:
      'employees, number of employees, num employees, no of employees, employee count, headcount, staff, mitarbeiter, mitarbeiterzahl, effectif, medarbejdere, henkilosto, henkilöstö',
    annualRevenue:
      "annual revenue, revenue, turnover, sales volume, umsatz, jahresumsatz, chiffre d'affaires, omsaetning, omsætning, liikevaihto",
    'annualRevenue.currency': 'currency, currency code, revenue currency',
    founded:
      'founded, year founded, year established, established, founding year, grundungsjahr, gründungsjahr, annee de creation',
    customerSince: 'customer since, client since, kunde seit, client depuis',
    taxNumber:
      'tax number, tax id, vat, vat id, vat number, ust-id, ustid, ust-idnr, siret, siren, cvr, cvr nummer, y-tunnus, ein',
    externalId:
      'id, external id, account id, company id, organization id, organisation id, customer id, customerid, customer number, supplier id, record id, account number, kundennummer, numero client, kundenummer, asiakasnumero, symbol',
  },
  contact: {
    ...address,
    ...reach,
    ...common,
    ...otherScript,
    givenName: 'first name, given name, firstname, forename, person first name, vorname, prenom, fornavn, etunimi',
    familyName:
      'last name, family name, lastname, surname, person last name, nachname, familienname, nom, nom de famille, efternavn, sukunimi',
    fullName:
      'name, full name, fullname, contact, contact name, person, person name, display name, file as, nom complet, navn, nimi',
    jobTitle:
      'title, job title, position, job, function, contact title, organization title, funktion, berufsbezeichnung, poste, fonction, stilling, titteli, tehtava',
    'companies@name':
      'company, company name, account, account name, organization, organisation, organization name, organisation name, employer, firma, unternehmen, societe, entreprise, virksomhed, yritys',
    'companies@externalId': 'company id, account id, organization id, organisation id',
    stage: 'stage, status, lifecycle stage, lead status, contact status, contact stage',
    birthday:
      'birthday, birthdate, birth date, date of birth, dob, born, geburtstag, geburtsdatum, date de naissance, fodselsdag, fødselsdag, syntymaaika, syntymäaika',
    externalId:
      'id, external id, contact id, person id, customer id, record id, rec id, bioguide id, bioguide, kontakt id',
  },
  deal: {
    ...common,
    name: 'name, deal, deal name, deal title, title, opportunity, opportunity name, subject, topic',
    'company@name':
      'company, company name, account, account name, organization, organisation, organization name, customer, customer name, kunde, firma, client',
    'company@externalId': 'account id, company id, organization id, customer id',
    'contact@emails': 'contact, primary contact, contact email, person, contact person',
    'contact@externalId': 'contact id, person id',
    'pipeline@name': 'pipeline, deal pipeline, sales process',
    'stage@name': 'stage, deal stage, stage name, sales stage, opportunity stage, status, phase, etape, vaihe, fase',
    amount:
      'amount, value, deal value, deal amount, close value, opportunity amount, total, price, betrag, wert, montant, belob, beløb, arvo, summa',
    'amount.currency':
      'currency, currency code, deal currency, deal currency of value, currency iso code, wahrung, devise, valuta, valuutta',
    probability:
      'probability, win probability, likelihood, wahrscheinlichkeit, probabilite, sandsynlighed, todennakoisyys',
    expectedClose:
      'expected close, expected close date, close date, estimated close date, deal expected close date, forecast date, abschlussdatum',
    openedOn:
      'opened, opened on, open date, engage date, start date, created date, created, created on, creation date, deal created',
    closedOn: 'closed, closed on, closed date, date closed, actual close date, won time, deal won time, deal closed on',
    lostReason: 'lost reason, loss reason, reason lost, deal lost reason, closed lost reason',
    product: 'product, product name, item, produkt, produit, tuote',
    externalId: 'id, external id, deal id, opportunity id, record id',
  },
  activity: {
    ...common,
    type: 'type, activity type, kind, activity, task type',
    subject: 'subject, activity subject, title, name, task, betreff, objet, emne, aihe, what',
    body: 'body, text, notes, note, note content, description, details, comments, content',
    due: 'due, due date, activity due date, date, when, start, start date, deadline, fallig, echeance, forfald, erapaiva',
    done: 'done, completed, complete, closed, is closed, erledigt, termine, valmis, marked as done',
    priority: 'priority, prioritat, priorite, prioritet, prioriteetti',
    'about@name': 'company, account, account name, company name, organization, regarding, related to, about',
    externalId: 'id, external id, activity id, task id, record id',
  },
  user: {
    name: 'name, user, user name, full name, sales agent, sales rep, employee, agent, salesperson',
    email: 'email, e-mail, email address, mail',
    'teams@name': 'team, teams, department, regional office, office, group, region',
  },
  team: {
    name: 'name, team, team name, department, regional office, office, group',
    'parent@name': 'parent, parent team, part of',
    'lead@name': 'lead, team lead, manager, head',
  },
  pipeline: { name: 'name, pipeline, pipeline name' },
  stage: {
    name: 'name, stage, stage name',
    'pipeline@name': 'pipeline, pipeline name',
    probability: 'probability, win probability, percent',
    outcome: 'outcome, result, type',
    position: 'position, order, sort order, rank',
  },
};

/** The headings of one entry, as they are compared. */
export function headingsIn(words: string): string[] {
  return words.split(',').map(plainHeading);
}

/** A heading as it is compared: no case, accents, spaces, signs, and nothing of what products write around it. */
export function plainHeading(heading: string): string {
  return heading
    .replace(/^\(do not modify\)\s*/i, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/__c$/i, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const known = new Set(Object.values(headingWords).flatMap((words) => Object.values(words ?? {}).flatMap(headingsIn)));

/** True for a heading of any object. */
export function isKnownHeading(heading: string): boolean {
  return known.has(plainHeading(heading));
}
