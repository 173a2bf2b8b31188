import { jsonText } from "../../json/jsonText";
import { Names } from "../../transforms/publication/callers/names";
import { apiPage } from "./apiPage";
import { continued, type History, historyText } from "./history";
import { indexPage } from "./indexPage";
import type { Offer } from "./offer";
import type { Contact } from "./parts";

/** What the last catalogue kept for the next one, in its folder. */
export const historyFile = "history.json";

/** A catalogue: its files by their names, in the order in which they are written, and the files of the last one that go. */
export interface CatalogueFiles {
    readonly written: ReadonlyMap<string, string>;
    readonly removed: readonly string[];
}

/**
 * The files of a catalogue. The same offer, history and contact give the same bytes.
 *
 * @param before the history of the last catalogue, if there is one
 */
export function catalogueFiles(offer: Offer, before: History | undefined, contact: Contact): CatalogueFiles {
    const names = new Names<true>({});
    const history = continued(before, offer, ({ apiId }) => names.add(apiId.replace(/[^\w.-]+/g, "-"), true, "-"));
    const written = new Map<string, string>();
    for (const api of offer.apis) {
        const { file, changes } = history.apis[api.name]!;
        const document = `${jsonText(api.document, 2)}\n`;
        written.set(`documents/${file}.json`, document);
        const bytes = Buffer.byteLength(document);
        written.set(`apis/${file}.html`, apiPage(api, { offer, contact, file, changes, bytes }));
    }
    written.set("index.html", indexPage(offer, history, contact));
    // Last: a run that ends early is made again from the history of the run before it.
    written.set(historyFile, historyText(history));
    const old = Object.values(before?.apis ?? {}).flatMap(({ file }) => [
        `documents/${file}.json`,
        `apis/${file}.html`,
    ]);
    return { written, removed: old.filter((name) => !written.has(name)) };
}
