import { typeNamed } from "./typeRegistry";
import type { Type } from "./types";
import { Instance } from "./values";

/** A whole number of JSON that is no long (`BigInteger`). */
export class BigWhole extends Instance {
    constructor(readonly value: bigint) {
        super();
    }

    get type(): Type {
        return typeNamed("BigInteger");
    }

    override get identity(): unknown {
        return `BigInteger ${this.value}`;
    }

    override toText(): string {
        return String(this.value);
    }
}
