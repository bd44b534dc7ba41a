import { modalityNames } from '#shared/domain/modality.ts';
import type { SampleStatistics } from '../../analysis/sample-statistics.ts';
import { drawBoxPlot } from './box-plot.ts';
import { escapeHtml } from './escape-html.ts';
import type { EvaluatedCase, Evaluation } from './evaluate-cases.ts';
import { reportStyle } from './report-style.ts';
import type { Describe } from './report-tables.ts';
import {
  emptyRule,
  formatFigure,
  metricTexts,
  notice,
  positiveRule,
  summaryRule,
  targetTitles,
} from './report-text.ts';
import { metrics, targets, type CaseScores, type Metric, type Target } from './scores.ts';

/** The evaluation as one page that needs nothing else: no script, no font, no picture from anywhere. */
export function evaluationHtml(evaluation: Evaluation, describe: Describe): string {
  const scored = evaluation.cases.filter(isScored);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Glioscope evaluation</title>
<style>${reportStyle}</style>
</head>
<body>
<p class="notice">${notice}</p>
<header><h1>Evaluation</h1>${describeRun(evaluation)}</header>
${scored.length === 0 ? '' : scoredSections(evaluation, scored)}
${failureSection(evaluation, describe)}
${definitionSection()}
<p class="notice">${notice}</p>
</body>
</html>
`;
}

interface ScoredCase extends EvaluatedCase {
  readonly scores: CaseScores;
}

function isScored(evaluated: EvaluatedCase): evaluated is ScoredCase {
  return evaluated.scores !== null;
}

function describeRun({ model, cases, leftOut, appVersion, createdAt }: Evaluation): string {
  const scored = cases.filter(isScored);
  const times = scored.map(({ seconds }) => seconds).filter((seconds) => seconds !== null);
  const mean = times.length === 0 ? null : times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  const engines = [...new Set(scored.map(({ engine }) => engine).filter((engine) => engine !== null))];
  const facts: readonly (readonly [string, string])[] = [
    ['Model', model === null ? 'none: label maps from a folder' : `${model.name} ${model.version} (${model.modelId})`],
    ...(model === null ? [] : [['SHA-256', model.sha256] as const]),
    ...(engines.length === 0 ? [] : [['Engine', engines.join(', ')] as const]),
    ...(mean === null ? [] : [['Time per case', `${mean.toFixed(1)} s`] as const]),
    [
      'Cases',
      `${scored.length} scored of ${cases.length}${leftOut.length === 0 ? '' : `, ${leftOut.length} without a label map left out`}`,
    ],
    ['Made', `${createdAt.slice(0, 16).replace('T', ' ')} UTC, Glioscope ${appVersion}`],
  ];
  return `<dl class="facts">${facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`;
}

function scoredSections(evaluation: Evaluation, scored: readonly ScoredCase[]): string {
  return `<section><h2>Summary</h2>
<p>${summaryRule}</p>
${summaryTable(evaluation)}
</section>
<section><h2>Distribution</h2>
<p>Box: quartiles and median. Whiskers: the outermost cases within 1.5 box lengths. Dots: the cases.</p>
<div class="plots">${plots(scored)}</div>
</section>
<section><h2>Case by case</h2>
${targets.map((target) => caseTable(target, scored)).join('\n')}
</section>`;
}

function heading(metric: Metric): string {
  const { title, unit, definition } = metricTexts[metric];
  const name = unit === '' ? title : `${title} <span class="unit">${unit}</span>`;
  return `<th scope="col" title="${escapeHtml(definition)}">${name}</th>`;
}

const summarised = metrics.filter((metric) => !['lesions', 'lesionsFound', 'falseLesions'].includes(metric));

function summaryTable({ summary }: Evaluation): string {
  const defined = summarised.filter((metric) => targets.some((target) => summary[target][metric] !== null));
  const rows = defined.map((metric) => {
    const { title, unit, digits, definition } = metricTexts[metric];
    const cells = targets.map((target) => summaryCell(summary[target][metric], digits));
    const name = `${title} <span class="unit">${unit}</span>`;
    return `<tr><th scope="row" title="${escapeHtml(definition)}">${name}</th>${cells.join('')}</tr>`;
  });
  return table(`<th></th>${targets.map((target) => `<th scope="col">${targetTitles[target]}</th>`).join('')}`, rows);
}

function summaryCell(sample: SampleStatistics | null, digits: number): string {
  if (sample === null) return '<td>–</td>';
  const { mean, median, meanInterval, count } = sample;
  const figure = (value: number): string => formatFigure(value, digits);
  const interval = meanInterval === null ? '' : ` · ${figure(meanInterval.low)} … ${figure(meanInterval.high)}`;
  return `<td title="${count} cases"><b>${figure(mean)}</b><small>${figure(median)}${interval}</small></td>`;
}

function caseTable(target: Target, scored: readonly ScoredCase[]): string {
  const shown = metrics.filter((metric) => scored.some(({ scores }) => scores[target][metric] !== null));
  const rows = scored.map(({ name, scores, without }) => {
    const lack = without === null ? '' : ` <span class="unit">without ${modalityNames[without]}</span>`;
    const cells = shown.map((metric) => `<td>${formatFigure(scores[target][metric], metricTexts[metric].digits)}</td>`);
    return `<tr><th scope="row">${escapeHtml(name)}${lack}</th>${cells.join('')}</tr>`;
  });
  return `<h3>${targetTitles[target]}</h3>${table(`<th scope="col">Case</th>${shown.map(heading).join('')}`, rows)}`;
}

function table(head: string, rows: readonly string[]): string {
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

const plotted: readonly { readonly metric: Metric; readonly leastMaximum: number }[] = [
  { metric: 'dice', leastMaximum: 1 },
  { metric: 'hd95Mm', leastMaximum: 10 },
  { metric: 'sensitivity', leastMaximum: 1 },
  { metric: 'precision', leastMaximum: 1 },
  { metric: 'lesionDice', leastMaximum: 1 },
  { metric: 'iou', leastMaximum: 1 },
];

function plots(scored: readonly ScoredCase[]): string {
  return plotted
    .map(({ metric, leastMaximum }) => {
      const rows = targets.map((target) => ({
        title: target.toUpperCase(),
        values: scored.flatMap(({ name, scores }) => {
          const value = scores[target][metric];
          return value === null ? [] : [{ name, value }];
        }),
      }));
      const { title, unit } = metricTexts[metric];
      const drawn = rows.filter(({ values }) => values.length > 0);
      return `<figure>${drawBoxPlot({ title, unit, rows: drawn, leastMaximum })}</figure>`;
    })
    .join('\n');
}

function failureSection({ cases, leftOut }: Evaluation, describe: Describe): string {
  const failed = cases.filter((evaluated) => !isScored(evaluated));
  if (failed.length === 0 && leftOut.length === 0) return '';
  const rows = [
    ...failed.map(({ name, failures }) => [name, failures.map(describe).join(' ')] as const),
    ...leftOut.map((name) => [name, 'Left out: it has no label map, or several.'] as const),
  ].map(
    ([name, reason]) => `<tr><th scope="row">${escapeHtml(name)}</th><td class="text">${escapeHtml(reason)}</td></tr>`,
  );
  return `<section><h2>Not scored</h2>${table('<th scope="col">Case</th><th scope="col" class="text">Why</th>', rows)}</section>`;
}

function definitionSection(): string {
  const rows = metrics.map((metric) => {
    const { title, unit, definition } = metricTexts[metric];
    return `<dt>${title}${unit === '' ? '' : ` <span class="unit">${unit}</span>`}</dt><dd>${definition}</dd>`;
  });
  return `<section class="definitions"><h2>What the figures mean</h2>
<p>${positiveRule} Labels: NCR, ED, ET as they are coded. Regions: WT = NCR + ED + ET, TC = NCR + ET, ET.</p>
<dl>${rows.join('\n')}</dl>
<h3>Empty masks</h3><p>${emptyRule}</p>
</section>`;
}
