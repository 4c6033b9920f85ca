// The words the demonstration data are made of: invented firms and people of nine countries. Pure.

export interface Land {
  readonly country: string;
  readonly legalForm: string;
  readonly currency: string;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly streets: readonly string[];
  readonly cities: readonly (readonly [postalCode: string, city: string])[];
  /** numbers set aside for stories by the country's regulator, so that nobody's phone rings; `#` is a digit */
  readonly phone?: string;
}

export const lands: readonly Land[] = [
  {
    country: 'FI',
    legalForm: 'Oy',
    currency: 'EUR',
    given: ['Aino', 'Eero', 'Helmi', 'Juhani', 'Kaisa', 'Lauri', 'Maija', 'Onni', 'Päivi', 'Väinö', 'Riikka', 'Sampo'],
    family: ['Korhonen', 'Virtanen', 'Mäkinen', 'Nieminen', 'Heikkilä', 'Salonen', 'Lehtonen', 'Åkerblom', 'Ylönen'],
    streets: ['Kauppakatu', 'Satamatie', 'Mannerheimintie', 'Rantakatu', 'Teollisuuskuja'],
    cities: [
      ['00100', 'Helsinki'],
      ['33100', 'Tampere'],
      ['20100', 'Turku'],
      ['90100', 'Oulu'],
      ['65100', 'Vaasa'],
    ],
  },
  {
    country: 'SE',
    legalForm: 'AB',
    currency: 'SEK',
    given: ['Astrid', 'Björn', 'Ebba', 'Gustav', 'Ingrid', 'Lars', 'Maja', 'Nils', 'Sofia', 'Åsa', 'Oskar', 'Ylva'],
    family: ['Andersson', 'Lindström', 'Öberg', 'Bergqvist', 'Sjögren', 'Nyström', 'Håkansson', 'Wallin', 'Ek'],
    streets: ['Storgatan', 'Hamngatan', 'Kungsvägen', 'Industrigatan', 'Skolgatan'],
    cities: [
      ['111 22', 'Stockholm'],
      ['411 03', 'Göteborg'],
      ['211 19', 'Malmö'],
      ['753 20', 'Uppsala'],
    ],
    phone: '+46 8 465 004 ##',
  },
  {
    country: 'NO',
    legalForm: 'AS',
    currency: 'NOK',
    given: ['Anders', 'Bente', 'Eirik', 'Frida', 'Håkon', 'Ingeborg', 'Kjersti', 'Øystein', 'Sigrid', 'Tor'],
    family: ['Hansen', 'Bakken', 'Haugen', 'Lunde', 'Sørensen', 'Dahl', 'Nygård', 'Moen', 'Ødegård'],
    streets: ['Storgata', 'Havnegata', 'Kirkeveien', 'Industriveien', 'Fjordgata'],
    cities: [
      ['0150', 'Oslo'],
      ['5003', 'Bergen'],
      ['7010', 'Trondheim'],
      ['4006', 'Stavanger'],
    ],
  },
  {
    country: 'DK',
    legalForm: 'A/S',
    currency: 'DKK',
    given: ['Anne', 'Bo', 'Ditte', 'Frederik', 'Jytte', 'Kasper', 'Lærke', 'Mads', 'Rikke', 'Søren'],
    family: ['Jensen', 'Kjær', 'Møller', 'Østergaard', 'Holm', 'Bruun', 'Skov', 'Lauritsen', 'Thygesen'],
    streets: ['Bredgade', 'Havnevej', 'Nørregade', 'Industrivej', 'Søndergade'],
    cities: [
      ['1260', 'København K'],
      ['8000', 'Aarhus C'],
      ['5000', 'Odense C'],
      ['9000', 'Aalborg'],
    ],
  },
  {
    country: 'DE',
    legalForm: 'GmbH',
    currency: 'EUR',
    given: ['Anke', 'Bernd', 'Claudia', 'Dieter', 'Friederike', 'Jürgen', 'Käthe', 'Lukas', 'Sabine', 'Uwe', 'Zoë'],
    family: ['Müller', 'Schäfer', 'Krüger', 'Weiß', 'Hoffmann', 'Vogt', 'Baumgärtner', 'Öztürk', 'Lindner'],
    streets: ['Hauptstraße', 'Bahnhofstraße', 'Am Hafen', 'Industriestraße', 'Goethestraße'],
    cities: [
      ['10115', 'Berlin'],
      ['20095', 'Hamburg'],
      ['80331', 'München'],
      ['50667', 'Köln'],
      ['04109', 'Leipzig'],
    ],
    phone: '+49 30 23125 ###',
  },
  {
    country: 'FR',
    legalForm: 'SAS',
    currency: 'EUR',
    given: ['Amélie', 'Benoît', 'Chloé', 'Étienne', 'François', 'Hélène', 'Léa', 'Mathieu', 'Noémie', 'Zoé'],
    family: ['Lefèvre', 'Garnier', 'Dubois', 'Renaud', 'Béranger', 'Chevalier', 'Noël', 'Guérin', 'D’Aubigné'],
    streets: ['rue de la République', 'quai du Port', 'avenue Foch', 'rue des Écoles', 'boulevard Carnot'],
    cities: [
      ['75002', 'Paris'],
      ['69001', 'Lyon'],
      ['13001', 'Marseille'],
      ['44000', 'Nantes'],
    ],
    phone: '+33 1 99 00 ## ##',
  },
  {
    country: 'GB',
    legalForm: 'Ltd',
    currency: 'GBP',
    given: ['Alice', 'Callum', 'Daisy', 'Ewan', 'Fiona', 'Harriet', 'Imran', 'Niamh', 'Oliver', 'Priya', 'Rhys'],
    family: ['Ashworth', 'Campbell', 'O’Neill', 'Patel', 'Hargreaves', 'Llewellyn', 'Fitzgerald', 'Khan', 'Winter'],
    streets: ['High Street', 'Dock Road', 'Station Road', 'Mill Lane', 'Queen’s Parade'],
    cities: [
      ['EC1A 1BB', 'London'],
      ['M1 1AE', 'Manchester'],
      ['EH1 1YZ', 'Edinburgh'],
      ['BS1 4DJ', 'Bristol'],
    ],
    phone: '+44 20 7946 0###',
  },
  {
    country: 'EE',
    legalForm: 'OÜ',
    currency: 'EUR',
    given: ['Aivar', 'Epp', 'Jaan', 'Kadri', 'Liis', 'Mart', 'Õie', 'Priit', 'Tiina', 'Ülle'],
    family: ['Tamm', 'Saar', 'Kask', 'Rebane', 'Põder', 'Õunapuu', 'Mägi', 'Järv', 'Ilves'],
    streets: ['Pikk tänav', 'Sadama', 'Tartu maantee', 'Tööstuse', 'Lai'],
    cities: [
      ['10123', 'Tallinn'],
      ['51007', 'Tartu'],
      ['80010', 'Pärnu'],
    ],
  },
  {
    country: 'NL',
    legalForm: 'B.V.',
    currency: 'EUR',
    given: ['Anouk', 'Bram', 'Daan', 'Femke', 'Joris', 'Lotte', 'Maarten', 'Saskia', 'Tijn', 'Willemijn'],
    family: ['de Vries', 'van den Berg', 'Jansen', 'Hoekstra', 'van ’t Hof', 'Smit', 'Dekker', 'ten Brink', 'Mulder'],
    streets: ['Keizersgracht', 'Havenstraat', 'Stationsplein', 'Molenweg', 'Handelskade'],
    cities: [
      ['1015 CJ', 'Amsterdam'],
      ['3011 AA', 'Rotterdam'],
      ['3511 LN', 'Utrecht'],
      ['9711 LM', 'Groningen'],
    ],
  },
];

export const firmNames = [
  'Alder',
  'Amber',
  'Aurora',
  'Basalt',
  'Beacon',
  'Birch',
  'Boreal',
  'Cairn',
  'Cobalt',
  'Compass',
  'Delta',
  'Drift',
  'Ember',
  'Fathom',
  'Fjord',
  'Flint',
  'Garnet',
  'Glacier',
  'Harbour',
  'Heron',
  'Ivory',
  'Juniper',
  'Kestrel',
  'Kite',
  'Lantern',
  'Larch',
  'Lumen',
  'Maple',
  'Meridian',
  'Mistral',
  'Nimbus',
  'North',
  'Oak',
  'Onyx',
  'Orbit',
  'Osprey',
  'Pebble',
  'Pine',
  'Polar',
  'Quarry',
  'Quill',
  'Raven',
  'Reed',
  'Rowan',
  'Saga',
  'Saffron',
  'Sable',
  'Slate',
  'Solstice',
  'Spruce',
  'Tern',
  'Thistle',
  'Tide',
  'Tundra',
  'Umber',
  'Vega',
  'Verdant',
  'Willow',
  'Wren',
  'Zephyr',
] as const;

/** What firms do: how the name goes on, and what they may buy. */
export const trades = [
  { name: 'Logistics', industry: 'Transport', products: ['route planning', 'fleet licences', 'customs module'] },
  { name: 'Foods', industry: 'Food', products: ['batch tracing', 'cold chain sensors', 'supplier portal'] },
  { name: 'Energy', industry: 'Energy', products: ['grid monitoring', 'metering', 'maintenance contract'] },
  { name: 'Marine', industry: 'Shipping', products: ['port agency desk', 'crew planning', 'spare parts catalogue'] },
  {
    name: 'Systems',
    industry: 'Information technology',
    products: ['platform licences', 'migration project', 'support plan'],
  },
  { name: 'Textiles', industry: 'Manufacturing', products: ['design library', 'loom controllers', 'order portal'] },
  { name: 'Health', industry: 'Health care', products: ['booking desk', 'records archive', 'lab interface'] },
  { name: 'Timber', industry: 'Forestry', products: ['harvest planning', 'mill scheduling', 'stock counting'] },
  { name: 'Partners', industry: 'Consulting', products: ['time sheets', 'client portal', 'training days'] },
  { name: 'Robotics', industry: 'Manufacturing', products: ['cell integration', 'vision kit', 'service contract'] },
] as const;

export const jobTitles = [
  'Chief executive',
  'Finance director',
  'Head of purchasing',
  'Purchasing manager',
  'Operations manager',
  'IT manager',
  'Plant manager',
  'Project lead',
  'Office manager',
  'Quality engineer',
  'Sales director',
  'Legal counsel',
] as const;

export const lostReasons = [
  'Price',
  'Chose a competitor',
  'No budget this year',
  'Project was stopped',
  'No answer any more',
] as const;

export const doings = {
  call: ['Call about the offer', 'Introductory call', 'Call back', 'Ask about the contract', 'Renewal call'],
  meeting: ['Demonstration', 'Kick-off', 'Yearly review', 'Visit on site', 'Negotiation'],
  task: ['Send the offer', 'Check references', 'Prepare the contract', 'Update the address', 'Ask for feedback'],
  note: [
    'Wants to decide before summer',
    'Met at the fair',
    'Prefers e-mail',
    'New budget in January',
    'Very happy with support',
  ],
} as const;

export const people = [
  { name: 'Sanna Laine', team: 'North' },
  { name: 'Mikael Strand', team: 'North' },
  { name: 'Ida Holmberg', team: 'North' },
  { name: 'Jonas Keller', team: 'Continent' },
  { name: 'Camille Roux', team: 'Continent' },
  { name: 'Tom Whitfield', team: 'Continent' },
] as const;

/** What one unit was roughly worth in euros: enough for totals that look like a business. */
export const rates: Readonly<Record<string, string>> = { DKK: '0.134', GBP: '1.17', NOK: '0.086', SEK: '0.089' };
