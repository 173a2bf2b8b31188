import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError, which commander shows as wrong usage */
export function wholeNumber(text: string): number {
    if (!/^[0-9]+$/.test(text)) throw new InvalidArgumentError("It is no whole number.");
    return Number(text);
}
