// Somebody or something by its id and title, as answers tell it wherever the title may be seen.
import { z } from 'zod/mini';

export const titled = z.object({ id: z.string(), title: z.string() });
