/** A test's entry file and all it imports as one script. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export async function bundled(entry: string, platform: 'browser' | 'node'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: platform === 'node' ? 'cjs' : 'esm',
    platform,
    target: 'es2023',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}
