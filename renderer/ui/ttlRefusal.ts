/** Why a time to live was not taken, in words. */
import type { Messages } from '../i18n/en.ts';
import type { MomentRefusal, TtlRefusal } from './ttl.ts';

export function ttlRefusal(text: Messages, why: TtlRefusal): string {
  switch (why) {
    case 'form':
      return text.keys.ttlForm;
    case 'zero':
      return text.keys.ttlZero;
    case 'big':
      return text.keys.ttlBig;
  }
}

export function momentRefusal(text: Messages, why: MomentRefusal): string {
  switch (why) {
    case 'form':
      return text.keys.momentForm;
    case 'none':
      return text.keys.momentNone;
    case 'past':
      return text.keys.momentPast;
    case 'big':
      return text.keys.ttlBig;
  }
}
