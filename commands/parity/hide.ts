const forms: readonly (readonly [form: RegExp, shown: string])[] = [
    [/\b(?:dapi|dose|dkea)[0-9a-f]{8,}(?:-\d+)?/g, "TOKEN"],
    [/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, "TOKEN"],
    [/\bBearer [^\s"]{8,}/g, "Bearer TOKEN"],
    [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "GUID"],
    [/\b[0-9a-f]{32}\b/gi, "KEY"],
    [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, "ADDRESS"],
    [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "IP"],
    [/\b[\w-]+(?:\.[\w-]+)*\.(?:azure-api\.net|azuredatabricks\.net|vault\.azure\.net)\b/gi, "HOST"],
    [/\/(subscriptions|resourceGroups)\/[^/\s"]+(?=\/(?:resourceGroups|providers)\/)/gi, "/$1/NAME"],
];

/**
 * Removes names of the tenant and what looks like a credential, so that a report can be sent to others.
 *
 * @param names of the subscription, the resource group, the service and hosts
 */
export function hide(text: string, names: readonly string[]): string {
    const byLength = [...names].sort((one, other) => other.length - one.length);
    const named = byLength.reduce((rest, name) => rest.replace(word(name), "NAME"), text);
    return forms.reduce((rest, [form, shown]) => rest.replace(form, shown), named);
}

/** The name where it is none within another word. */
function word(name: string): RegExp {
    return new RegExp(`(?<![\\w-])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w-])`, "gi");
}
