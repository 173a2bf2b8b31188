import { notSupported } from "../csharpError";
import { CSharpException } from "../exceptions";
import type { Chosen } from "../overloads";
import { EnumValue } from "../values";
import { unsupportedPattern } from "./anchors";
import { parsePattern } from "./regexParser";

/** A pattern that the policy says is looked at when the policy is put. @throws CSharpError for one beyond the emulator */
export function checkPattern({ member, slots }: Chosen, at: number): void {
    if (member.owner.name !== "System.Text.RegularExpressions.Regex") return;
    const constantOf = (name: string): unknown => {
        const slot = slots[member.params.findIndex((parameter) => parameter.name === name)];
        return slot && "given" in slot ? slot.given.bound?.constant?.value : undefined;
    };
    const pattern = constantOf("pattern");
    if (typeof pattern !== "string") return;
    const options = constantOf("options");
    try {
        parsePattern(pattern, options instanceof EnumValue ? options.value : 0);
    } catch (error) {
        if (!(error instanceof CSharpException)) throw error;
        // Any other mistake is an exception at each call, as in .NET.
        if (error.type === unsupportedPattern("").type)
            throw notSupported(at, error.message.replace(/^The emulator does not support (.*)\.$/, "$1"));
    }
}
