// Words the generated people and firms are made of. Family names are put together from syllables, so that there are tens of thousands.
import type { Seeded } from './random.ts';

export const givenNames = (
  'Ada Adam Agnes Aino Albert Alice Amélie Anders André Anna Anton Astrid Aurélie Axel Beatriz Benoît Bianca Björn Camille Carla ' +
  'Carlos Cecilia Chiara Clara Claudia Daniel David Diana Dilek Dmitri Éva Edith Elena Elif Elsa Emil Emma Enzo Erik Esra Eva ' +
  'Fatima Felix Filip Florence Frida Gabriel Georg Giulia Grace Greta Gustav Hana Hannah Hans Hassan Helena Henrik Hugo Ida Ines ' +
  'Ingrid Irène Isabel Ivan Jakob Jana Jasper Jens Joana Johan José Julia Jürgen Karin Karl Katarzyna Klara Lars Laura Léa Lena ' +
  'Leo Liam Lina Louis Lucía Luise Lukas Magda Malik Manuel Marco Maria Marta Mateo Matthias Maya Mehmet Mia Milan Mira Mohamed ' +
  'Nadia Nils Nina Noah Nora Olga Oliver Olivia Oskar Otto Pablo Paul Pauline Pavel Petra Philipp Pia Pierre Rachel Rafael Raúl ' +
  'René Rita Robert Rosa Ruth Samuel Sara Sébastien Selma Sergei Simon Sofia Sören Stefan Stella Sven Tamara Tarek Teresa Thea ' +
  'Theo Thomas Tilda Tobias Tomás Ulrike Valentina Vera Victor Viktoria Wanda Werner Yara Yusuf Zoë Zuzana'
).split(' ');

const starts = (
  'Al An Ar Bau Ber Bel Bro Bur Cal Car Cha Cor Cra Dal Dem Dor Dra Ed El Er Es Fal Fer Fin For Gal Gar Ger Gra Grü Hal Har Hei ' +
  'Her Hol Hor Ja Jan Jo Kal Kar Kel Kel Klo Kow Kra Krü Kur Lam Lan Lin Lor Mal Mar Mei Mol Mon Mor Mül Na Nor Ol Or Pal Par Pe ' +
  'Pla Por Ra Ren Ri Rom Ros Sal San Schä Schu Sel Sie Sor Stei Sto Tal Tho Tor Tra Ur Val Ver Vol Wal Wei Wer Wil Zan Zie'
).split(' ');
const middles = [
  '',
  '',
  '',
  'a',
  'be',
  'de',
  'di',
  'ga',
  'ha',
  'ke',
  'la',
  'li',
  'ma',
  'mi',
  'na',
  'ni',
  'ra',
  'ro',
  'sa',
  'so',
  'ta',
  'ti',
  'va',
  'vi',
];
const ends = (
  'bach berg bert born bury dale dez dorf dottir er feld ford gård garten haus heim hoff holm ić inen ini ing ington ka ken ker ' +
  'kov kowska kowski lander ler lin lund mann marsh ment mond møller nen ner nes nova ová quist rath ren rez rich roth sen skaya ' +
  'ski son stein stock strom sø ter thal ton trup vall ville wald wick win wood worth zer'
).split(' ');

export function familyName(r: Seeded): string {
  return r.pick(starts) + r.pick(middles) + r.pick(ends);
}

const firmEnds = ['AG', 'GmbH', 'Ltd', 'Oy', 'SA', 'SARL', 'AB', 'Inc', 'BV', 'SpA', '& Co', 'Group', 'Partners'];
const firmKinds = (
  'Logistics Foods Textiles Software Energy Optics Marine Timber Chemicals Media Health Robotics Glass Paper Travel Coffee Steel ' +
  'Bikes Solar Print Audio Labs Farms Tools Motors Ceramics Fashion Games Water Security Analytics'
).split(' ');

export function firmName(r: Seeded): string {
  const kind = r.pick(firmKinds);
  return r.chance(0.3)
    ? `${familyName(r)} & ${familyName(r)} ${kind} ${r.pick(firmEnds)}`
    : `${familyName(r)} ${kind} ${r.pick(firmEnds)}`;
}

export const industries = (
  'Agriculture Automotive Banking Biotechnology Chemicals Construction Consulting Education Energy Engineering Fashion Food Gaming ' +
  'Healthcare Hospitality Insurance Law Logistics Manufacturing Media Mining Pharma Printing Property Retail Shipping Software ' +
  'Telecom Textiles Tourism'
).split(' ');

export const jobTitles = [
  'Accountant',
  'Account Manager',
  'Architect',
  'Assistant',
  'Buyer',
  'Chief Executive',
  'Chief Financial Officer',
  'Consultant',
  'Controller',
  'Data Analyst',
  'Designer',
  'Developer',
  'Director of Sales',
  'Electrician',
  'Engineer',
  'Facility Manager',
  'Founder',
  'Head of Marketing',
  'Head of Procurement',
  'Legal Counsel',
  'Office Manager',
  'Operations Manager',
  'Owner',
  'Partner',
  'Plant Manager',
  'Product Manager',
  'Project Manager',
  'Quality Manager',
  'Researcher',
  'Sales Representative',
  'Service Technician',
  'Teacher',
  'Treasurer',
  'Warehouse Manager',
];

export const cities = [
  ['Berlin', '10115', 'DE'],
  ['Hamburg', '20095', 'DE'],
  ['München', '80331', 'DE'],
  ['Köln', '50667', 'DE'],
  ['Wien', '1010', 'AT'],
  ['Zürich', '8001', 'CH'],
  ['Paris', '75001', 'FR'],
  ['Lyon', '69001', 'FR'],
  ['Nantes', '44000', 'FR'],
  ['Madrid', '28001', 'ES'],
  ['Málaga', '29001', 'ES'],
  ['Lisboa', '1100-001', 'PT'],
  ['Roma', '00118', 'IT'],
  ['Torino', '10121', 'IT'],
  ['Oslo', '0150', 'NO'],
  ['Malmö', '211 20', 'SE'],
  ['Helsinki', '00100', 'FI'],
  ['København', '1050', 'DK'],
  ['Łódź', '90-001', 'PL'],
  ['Praha', '110 00', 'CZ'],
  ['London', 'EC1A 1BB', 'GB'],
  ['Leeds', 'LS1 1UR', 'GB'],
  ['Dublin', 'D01 F5P2', 'IE'],
  ['Boston', '02108', 'US'],
  ['Austin', '78701', 'US'],
] as const;

export const streets = [
  'Main Street',
  'Station Road',
  'Hauptstraße',
  'Gartenweg',
  'Rue de la Paix',
  'Avenue Victor Hugo',
  'Calle Mayor',
  'Via Roma',
  'Storgatan',
  'Park Lane',
];

/** Letters without marks, for e-mail addresses and domains. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øł]/g, (c) => (c === 'ø' ? 'o' : 'l'))
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A number that libphonenumber takes for valid, in four countries. */
export function phone(r: Seeded): string {
  switch (r.below(4)) {
    case 0:
      return `+4930${r.below(9) + 1}${r.digits(7)}`;
    case 1:
      return `+336${r.below(8) + 1}${r.digits(7)}`;
    case 2:
      return `+1212${r.below(7) + 2}${r.below(8)}${r.below(10)}${r.digits(4)}`;
    default:
      return `+467${r.pick(['0', '2', '3', '6', '9'])}${r.digits(7)}`;
  }
}
