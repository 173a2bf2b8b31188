import { findEngine } from "../local/engine";

/** Before any test, and once for all of mocha's processes: where no engine is there yet, it is built, for minutes. */
export async function mochaGlobalSetup(): Promise<void> {
    await findEngine((line) => console.log(line));
}
