import { describeParity, goldens, isLarge } from '../helpers/vitParity.ts';

describeParity(goldens.filter(isLarge));
