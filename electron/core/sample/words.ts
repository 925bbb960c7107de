/** The people, goods, places and phrases the sample shop is made of. */
import type { Random } from './random.ts';

type Words = readonly [string, ...string[]];

const firstNames: Words = [
  'Amara',
  'Björn',
  'Chidi',
  'Daria',
  'Elif',
  'Farid',
  'Grace',
  'Hana',
  'Iván',
  'Jia',
  'Kofi',
  'Lena',
  'Mei',
  'Noor',
  'Óscar',
  'Priya',
  'Quinn',
  'Ravi',
  'Sofia',
  'Tomás',
  'Yuki',
  '伟',
  '芳',
];
const lastNames: Words = [
  'Adeyemi',
  'Bergström',
  'Castillo',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ivanova',
  'Johnson',
  'Kowalska',
  'Larsen',
  'Müller',
  'Nguyen',
  'Okafor',
  'Patel',
  'Rossi',
  'Sato',
  'Tanaka',
  '王',
  '李',
];
const adjectives: Words = ['Foldable', 'Merino', 'Ceramic', 'Walnut', 'Cordless', 'Enamel', 'Recycled', 'Linen', 'Solar', 'Titanium', 'Insulated', 'Handmade'];
const nouns: Words = ['Lamp', 'Backpack', 'Kettle', 'Notebook', 'Headphones', 'Jacket', 'Bicycle bell', 'Teapot', 'Keyboard', 'Tent', 'Chair', 'Mug'];

export const categories: Words = [
  'home:kitchen',
  'home:office',
  'home:garden',
  'outdoor:camping',
  'outdoor:cycling',
  'clothing:women',
  'clothing:men',
  'clothing:kids',
  'audio:headphones',
  'audio:speakers',
  'books:fiction',
  'books:travel',
];
export const rooms: Words = [
  'general',
  'support',
  'returns',
  'deals',
  'new-arrivals',
  'shipping',
  'lounge',
  'deutsch',
  'español',
  '中文',
  'staff:warehouse',
  'staff:oncall',
];
export const cities: Words = ['Berlin', 'Lagos', 'Tokyo', '上海', 'São Paulo'];
export const countries: Words = ['DE', 'US', 'CN', 'BR', 'SE', 'NG', 'JP', 'IN', 'ES', 'FR'];
export const pages: Words = ['/', '/cart', '/checkout', '/search', '/login', '/deals', '/help', '/orders'];
export const hosts: Words = ['web-1', 'web-2', 'web-3', 'worker-1', 'worker-2', 'db-1'];
export const devices: Words = ['web', 'ios', 'android'];
export const failures: Words = ['card_declined', 'insufficient_funds', 'address_invalid', 'timeout', 'out_of_stock'];

export const stores: readonly (readonly [name: string, longitude: number, latitude: number])[] = [
  ['Berlin Mitte', 13.4049, 52.52],
  ['Hamburg Altona', 9.9354, 53.5503],
  ['Paris Marais', 2.3622, 48.8592],
  ['London Shoreditch', -0.0772, 51.5265],
  ['New York SoHo', -74.003, 40.7233],
  ['San Francisco Mission', -122.4194, 37.7599],
  ['São Paulo Pinheiros', -46.6914, -23.5615],
  ['Lagos Ikeja', 3.3515, 6.6018],
  ['Tokyo Shibuya', 139.7016, 35.658],
  ['上海 静安', 121.4484, 31.2294],
  ['Sydney Newtown', 151.1794, -33.8981],
  ['Stockholm Södermalm', 18.0686, 59.3151],
];

const phrases: Words = [
  'Has anyone got the walnut one yet? Is it as dark as in the pictures?',
  'Order arrived, two days early 🎉',
  'Where do I find the tracking number?',
  'The blue kettle is back in stock',
  'Can I change the address after paying?',
  'thanks, that worked!',
  '有人知道什么时候补货吗？',
  'Kann man hier auch per Rechnung zahlen?',
  '¿Hacen envíos a Canarias?',
  'It says "payment failed" but the money is gone',
  'Try again in a minute, the gateway was slow',
  'مرحبا، هل الشحن مجاني؟',
  'brb',
  'Same here, Firefox on Linux',
];

export const fullName = (random: Random): string => `${random.pick(firstNames)} ${random.pick(lastNames)}`;
export const productName = (random: Random): string => `${random.pick(adjectives)} ${random.pick(nouns)}`;
export const phrase = (random: Random): string => random.pick(phrases);

/** Users and orders that exist in the seed. */
export const firstUser = 1001;
export const lastUser = 2400;
export const firstOrder = 100_001;
export const lastOrder = 101_400;

export const anyUser = (random: Random): number => random.int(firstUser, lastUser);

export function chatMessage(random: Random, room: string, at: number): string {
  return JSON.stringify({ room, user: anyUser(random), text: phrase(random), at: new Date(at).toISOString() });
}
