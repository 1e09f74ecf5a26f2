/** docs/reference/presets.md: the defaults of real systems that a scenario can take, with their sources. */
import { stringify } from 'yaml';
import { presets } from '../../src/scenario/presets/all.ts';

export function presetsReference(): string {
  const sections = presets.map(({ name, title, source, version, presets: blocks }) => {
    const differs = blocks.flatMap(block => (block.differs === null ? [] : [`- ${block.of}: ${block.differs}`]));
    const values = blocks.map(({ of, values }) => stringify({ [of]: { preset: name, ...values } }));
    return [
      `## ${name}`,
      '',
      `${title}; read in ${source}, version ${version}.`,
      '',
      '```text',
      values.join('').trimEnd(),
      '```',
      ...(differs.length > 0 ? ['', 'What the system does otherwise:', '', ...differs] : []),
    ].join('\n');
  });
  return `# Presets: defaults of real systems

Generated from \`src/scenario/presets\` (\`npm run generate\`). \`preset: NAME\` in a block fills what the block leaves out; every field can be
written over.

${sections.join('\n\n')}
`;
}
