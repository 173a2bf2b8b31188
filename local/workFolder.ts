import { createHash } from "node:crypto";
import { access, constants, lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Where the local commands keep what they need while they run: `.local` of the checkout, or a folder of this user's for
 * temporary files, where the checkout cannot be written.
 *
 * @param checkout the program's folder
 * @throws Error where neither can be written, with the variable that names another folder
 */
export async function workFolder(checkout: string): Promise<string> {
    const own = join(checkout, ".local");
    if (await isWritable(own)) return own;
    const hash = createHash("sha256").update(resolve(checkout)).digest("hex").slice(0, 12);
    const temporary = join(tmpdir(), `serving-gateway-${process.getuid?.() ?? "user"}-${hash}`);
    if ((await isWritable(temporary)) && (await isOwn(temporary))) return temporary;
    throw new Error(`neither ${own} nor ${temporary} can be written. Set TMPDIR to a folder that you can write to.`);
}

async function isWritable(folder: string): Promise<boolean> {
    try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await access(folder, constants.W_OK);
        return true;
    } catch {
        return false;
    }
}

/** There will be secrets in it, and everybody may make a folder of that name. */
async function isOwn(folder: string): Promise<boolean> {
    const found = await lstat(folder);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}
