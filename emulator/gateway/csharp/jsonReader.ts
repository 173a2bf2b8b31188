import { step } from "./budget";
import { exceptions } from "./exceptions";
import { BigWhole } from "./bigWhole";
import { JArray, JObject, JProperty, JValue, type JToken } from "./json";
import { DateTime } from "./times";
import { double } from "./values";

const maxDepth = 64;

/** A text as Newtonsoft reads it, which takes more than JSON. @throws CSharpException JsonReaderException */
export function parseJson(text: string): JToken {
    return new Reader(text).whole();
}

class Reader {
    private at = 0;

    constructor(private readonly text: string) {}

    whole(): JToken {
        this.skip();
        const token = this.value(0);
        this.skip();
        if (this.at < this.text.length) throw this.error();
        return token;
    }

    private value(depth: number): JToken {
        step();
        if (depth > maxDepth) throw exceptions.jsonReader("The reader's MaxDepth of 64 has been exceeded.");
        const character = this.text[this.at];
        if (character === "{") return this.object(depth);
        if (character === "[") return this.array(depth);
        if (character === '"' || character === "'") return textToken(this.string(character));
        if (character !== undefined && /[-.0-9]/.test(character) && !this.text.startsWith("-Infinity", this.at))
            return this.number();
        const word = /[A-Za-z-]+/y;
        word.lastIndex = this.at;
        const found = word.exec(this.text)?.[0] ?? "";
        const known = words[found];
        if (!Object.hasOwn(words, found) || !known) throw this.error();
        this.at += found.length;
        return known();
    }

    private object(depth: number): JObject {
        const result = new JObject();
        this.at++;
        for (;;) {
            this.skip();
            if (this.take("}")) return result;
            const name = this.name();
            this.skip();
            if (!this.take(":")) throw this.error();
            this.skip();
            const value = this.value(depth + 1);
            // The last of several members of one name counts, in the place of the first.
            const found = result.properties.get(name);
            if (found) found.value = value;
            else result.add(new JProperty(name, value));
            this.skip();
            if (this.take(",")) continue;
            if (this.take("}")) return result;
            throw this.error();
        }
    }

    private name(): string {
        const character = this.text[this.at];
        if (character === '"' || character === "'") return this.string(character);
        const bare = /[\p{L}\p{Nd}_$]+/uy;
        bare.lastIndex = this.at;
        const found = bare.exec(this.text)?.[0];
        if (found === undefined) throw this.error();
        this.at += found.length;
        return found;
    }

    private array(depth: number): JArray {
        const result = new JArray();
        this.at++;
        for (;;) {
            this.skip();
            if (this.take("]")) return result;
            result.insert(result.items.length, this.value(depth + 1));
            this.skip();
            if (this.take(",")) continue;
            if (this.take("]")) return result;
            throw this.error();
        }
    }

    private number(): JToken {
        const word = /[-+.0-9A-Za-z]+/y;
        word.lastIndex = this.at;
        const text = word.exec(this.text)?.[0] ?? "";
        const at = this.at;
        this.at += text.length;
        if (/^-?0[xX][0-9a-fA-F]{1,16}$/.test(text))
            return wholeToken(text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text));
        if (/^-?0[0-7]+$/.test(text)) {
            const value = BigInt(`0o${text.replace("-", "")}`);
            return wholeToken(text.startsWith("-") ? -value : value);
        }
        if (/^-?\d+$/.test(text)) {
            if (text.length > 380) throw exceptions.jsonReader();
            return wholeToken(BigInt(text));
        }
        if (/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return new JValue("Float", double(Number(text)));
        this.at = at;
        throw this.error();
    }

    private string(quote: string): string {
        this.at++;
        let result = "";
        for (;;) {
            const stop = quote === '"' ? /["\\]/g : /['\\]/g;
            stop.lastIndex = this.at;
            const found = stop.exec(this.text);
            if (!found) throw this.error();
            result += this.text.slice(this.at, found.index);
            this.at = found.index + 1;
            if (found[0] === quote) return result;
            result += this.escape();
        }
    }

    private escape(): string {
        const character = this.text[this.at++] ?? "";
        if (character === "u") {
            const digits = this.text.slice(this.at, this.at + 4);
            if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error();
            this.at += 4;
            return String.fromCharCode(parseInt(digits, 16));
        }
        const known = {
            b: "\b",
            f: "\f",
            n: "\n",
            r: "\r",
            t: "\t",
            "/": "/",
            "\\": "\\",
            '"': '"',
            "'": "'",
        } as Record<string, string>;
        if (character === "" || !Object.hasOwn(known, character)) throw this.error();
        return known[character]!;
    }

    /** Blanks and comments. */
    private skip(): void {
        const blank = /(?:[\s\0]|\/\*[^]*?\*\/|\/\/[^\r\n]*)*/y;
        blank.lastIndex = this.at;
        this.at += blank.exec(this.text)?.[0].length ?? 0;
    }

    private take(character: string): boolean {
        if (this.text[this.at] !== character) return false;
        this.at++;
        return true;
    }

    private error(): Error {
        const before = this.text.slice(0, this.at).split("\n");
        return exceptions.jsonReader(
            `Unexpected character encountered while parsing value. Line ${before.length}, position ${before.at(-1)!.length}.`,
        );
    }
}

const words: Readonly<Record<string, () => JToken>> = {
    true: () => new JValue("Boolean", true),
    false: () => new JValue("Boolean", false),
    null: () => new JValue("Null", null),
    undefined: () => new JValue("Undefined", null),
    NaN: () => new JValue("Float", double(NaN)),
    Infinity: () => new JValue("Float", double(Infinity)),
    "-Infinity": () => new JValue("Float", double(-Infinity)),
};

function wholeToken(value: bigint): JValue {
    return new JValue("Integer", BigInt.asIntN(64, value) === value ? value : new BigWhole(value));
}

/** A text, or a date if it looks like one. */
function textToken(text: string): JValue {
    const date = isoDate(text);
    return date ? new JValue("Date", date) : new JValue("String", text);
}

/** A date and time as ISO 8601 has it; undefined for any other text. */
export function isoDate(text: string): DateTime | undefined {
    const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
    if (!found) return undefined;
    const [, year, month, day, hour, minute, second, fraction = "", zone] = found;
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const time =
        BigInt((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 10_000_000n +
        BigInt(fraction.padEnd(7, "0"));
    try {
        const date = DateTime.of(
            Number(year),
            Number(month),
            Number(day),
            time,
            zone === "Z" ? "Utc" : zone ? "Local" : "Unspecified",
        );
        if (!zone || zone === "Z") return date;
        const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
        return date.add(BigInt(zone.startsWith("-") ? minutes : -minutes) * 600_000_000n);
    } catch {
        return undefined;
    }
}
