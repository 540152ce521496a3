import { forWhom } from './principal';

/** Says for whom it works. */
export async function Greet(name: string): Promise<string> {
  return `Hello ${name}, from TypeScript, for ${forWhom()}`;
}
