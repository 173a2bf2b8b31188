/** Markup that `markup` made: what it was given as text is escaped in it. */
export class Html {
    constructor(readonly text: string) {}
}

/** What may stand between tags. Nothing is written for `undefined` and `false`. */
export type Child = Html | string | number | undefined | false | readonly Child[];

/** The target of a link that a browser may open. */
export class Target {
    private constructor(readonly url: string) {}

    /** A place within the catalogue, by names that this program makes. @example "apis/churn.html" */
    static within(path: string): Target {
        return new Target(path.split("/").map(encodeURIComponent).join("/"));
    }

    /** An element of the page. */
    static onPage(id: string): Target {
        return new Target(`#${encodeURIComponent(id)}`);
    }

    /** An address of a page or of a mailbox. Undefined for anything else, e.g. `javascript:`. */
    static outside(text: string): Target | undefined {
        if (!URL.canParse(text)) return undefined;
        const { protocol, href } = new URL(text);
        return ["https:", "http:", "mailto:"].includes(protocol) ? new Target(href) : undefined;
    }
}

/** Where a value stands in a template: between tags, or in an attribute. */
type Place = "between" | { readonly attribute: string };

const places = new WeakMap<TemplateStringsArray, readonly Place[]>();

/**
 * Markup whose values are escaped for their place: between tags, or as a whole attribute or a part of one in double quotes.
 *
 * @throws for a value at any other place, for one that can run (`onclick`, `style`), and for a text as the target of a link
 */
export function markup(strings: TemplateStringsArray, ...values: readonly (Child | Target)[]): Html {
    let known = places.get(strings);
    if (known === undefined) places.set(strings, (known = placesIn(strings)));
    const written = values.map((value, index) => writtenAt(known[index]!, value));
    return new Html(strings.map((text, index) => text + (written[index] ?? "")).join(""));
}

/** A style or a script of the program's own: nothing in it comes from data. */
export function inlined(tag: "style" | "script", text: string): Html {
    if (/<\/|<!--/.test(text)) throw new Error(`a ${tag} would end within itself`);
    return new Html(`<${tag}>${text}</${tag}>`);
}

function placesIn(strings: TemplateStringsArray): Place[] {
    let before = "";
    return strings.slice(0, -1).map((text) => {
        before += text;
        const tag = before.slice(before.lastIndexOf("<"));
        const isOpen = before.includes("<") && !isClosed(tag);
        const attribute = /\s([a-z][a-z-]*)="[^"]*$/.exec(tag)?.[1];
        // What a value comes to ends nothing that is open, so it may stand for itself from here on.
        before += "x";
        if (!isOpen) return "between";
        if (attribute === undefined || /^on|^style$|^src/.test(attribute)) {
            throw new Error(`no value may stand in ${tag}`);
        }
        return { attribute };
    });
}

/** Whether a tag has its `>`, outside the quotes of its attributes. */
function isClosed(tag: string): boolean {
    return /^<[^"]*(?:"[^"]*"[^">]*)*>/.test(tag);
}

function writtenAt(place: Place, value: Child | Target): string {
    if (place === "between") {
        if (value instanceof Target) throw new Error("the target of a link may stand in href only");
        return childText(value);
    }
    if (place.attribute === "href") {
        if (value instanceof Target) return escaped(value.url);
        throw new Error("the target of a link must be a Target");
    }
    if (typeof value === "string" || typeof value === "number") return escaped(String(value));
    throw new Error(`the attribute ${place.attribute} must be a text or a number`);
}

function childText(child: Child): string {
    if (child === undefined || child === false) return "";
    if (child instanceof Html) return child.text;
    if (typeof child === "object") return child.map(childText).join("");
    return escaped(String(child));
}

const references: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** Without control characters, which HTML does not have, and without those that change the direction of what follows. */
function escaped(text: string): string {
    return text.replace(/[^\P{C}\t\n]/gu, " ").replace(/[&<>"']/g, (character) => references[character]!);
}
