import { parentPort, workerData } from 'node:worker_threads';
import { writeSampleStudy } from './write-sample-study.ts';

/* Entry of the thread that makes the sample study: seconds of computing that would keep everything else waiting. */

parentPort?.postMessage(await writeSampleStudy(String(workerData)));
