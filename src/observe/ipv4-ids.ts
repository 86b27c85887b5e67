import { hashSeed, mixed, spread } from './mixed-hash.ts';

const LEAST_SLOTS = 64;

/** Numbers of IPv4 addresses: open addressing, eight bytes a slot. */
export class Ipv4Ids {
  #addresses = new Uint32Array(LEAST_SLOTS);
  /** number + 1, 0 where nothing is */
  #ids = new Uint32Array(LEAST_SLOTS);
  #size = 0;

  /** The number of an address; -1 when it has none. */
  find(address: number): number {
    return this.#ids[this.#slotOf(address)]! - 1;
  }

  /** Gives an address, which has none, a number. */
  put(address: number, id: number): void {
    if (++this.#size * 3 > this.#ids.length * 2) this.#double();
    const slot = this.#slotOf(address);
    this.#addresses[slot] = address;
    this.#ids[slot] = id + 1;
  }

  /** Where an address is, or could be put. */
  #slotOf(address: number): number {
    const mask = this.#ids.length - 1;
    let slot = spread(mixed(hashSeed, address)) & mask;
    while (this.#ids[slot] !== 0 && this.#addresses[slot] !== address) slot = (slot + 1) & mask;
    return slot;
  }

  #double(): void {
    const [addresses, ids] = [this.#addresses, this.#ids];
    this.#addresses = new Uint32Array(addresses.length * 2);
    this.#ids = new Uint32Array(ids.length * 2);
    for (let from = 0; from < ids.length; from++) {
      const id = ids[from]!;
      if (id === 0) continue;
      const slot = this.#slotOf(addresses[from]!);
      this.#addresses[slot] = addresses[from]!;
      this.#ids[slot] = id;
    }
  }
}
