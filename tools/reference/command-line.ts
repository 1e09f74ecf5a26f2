/** docs/reference/command-line.md: the help of every command, as the program prints it. */
import { COMMANDS, runCommandLine } from '../../src/cli/command-line.ts';
import type { Host } from '../../src/cli/host.ts';

export async function commandLineReference(): Promise<string> {
  const parts = [
    `# The command line

Generated from the program's own help (\`npm run generate\`). From a checkout, after \`npm ci && npm run build\`, write
\`npm run --silent brownout -- run FILE\` for \`brownout run FILE\`.

\`\`\`text
${await helpOf([])}
\`\`\``,
  ];
  for (const { name } of COMMANDS) parts.push(`## ${name}\n\n\`\`\`text\n${await helpOf([name])}\n\`\`\``);
  return `${parts.join('\n\n')}\n`;
}

async function helpOf(words: readonly string[]): Promise<string> {
  let printed = '';
  const terminal = {
    isTTY: false,
    columns: null,
    write: (text: string) => {
      printed += text;
    },
  };
  const host: Host = {
    stdout: terminal,
    stderr: terminal,
    environment: {},
    now: () => 0,
    onInterrupt: () => () => {},
    watchFolder: () => () => {},
  };
  await runCommandLine([...words, '--help'], host);
  return printed.trimEnd();
}
