import { addedModelsDirectory, type ModelFolders } from '../../services/models.ts';
import { dataDirectory } from '../data-directory.ts';

/** Models of this installation, and those the user added to the data directory. */
export function findModelFolders(modelsDirectory: string): ModelFolders {
  return { shipped: modelsDirectory, added: addedModelsDirectory(dataDirectory()) };
}
