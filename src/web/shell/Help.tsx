// The shortcuts there are, and the switch that turns those of a single letter off.
import { type ReactElement, useState } from 'react';
import { Checkbox } from '../kit/Checkbox.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { lettersOn, setLetters } from '../keys.ts';
import { type HelpKey, t } from './help-words.ts';
import { controlKey } from './TopBar.tsx';

const groups: readonly { title: HelpKey; keys: readonly (readonly [string, HelpKey])[] }[] = [
  {
    title: 'help.everywhere',
    keys: [
      [`${controlKey} K`, 'help.palette'],
      ['g t', 'help.goToday'],
      ['g o', 'help.goCompanies'],
      ['g c', 'help.goContacts'],
      ['g d', 'help.goDeals'],
      ['g a', 'help.goActivities'],
      ['g n', 'help.goTotals'],
      [`${controlKey} Z`, 'help.undo'],
      ['F6', 'help.region'],
      ['Esc', 'help.out'],
      ['?', 'help.help'],
    ],
  },
  {
    title: 'help.inLists',
    keys: [
      ['/', 'help.search'],
      ['c', 'help.create'],
      ['↑ ↓  j k', 'help.move'],
      ['→ ←', 'help.cells'],
      ['Space', 'help.preview'],
      ['Enter', 'help.open'],
      ['x', 'help.select'],
      ['Shift ↑ ↓', 'help.extend'],
      [`${controlKey} A`, 'help.all'],
      ['e  F2', 'help.edit'],
      ['Shift F10', 'help.menu'],
    ],
  },
  {
    title: 'help.onRecords',
    keys: [
      ['[  ]', 'help.walk'],
      ['e', 'help.editFirst'],
      ['n', 'help.note'],
      ['t', 'help.task'],
      ['l', 'help.call'],
    ],
  },
];

export function Help({ onClose }: { onClose: () => void }): ReactElement {
  const [letters, set] = useState(lettersOn);
  return (
    <Dialog open onClose={onClose} title={t('help.title')} size="large">
      <div className="help-groups">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{t(group.title)}</h3>
            <dl className="help-list">
              {group.keys.map(([key, text]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="row help-letters">
        <Checkbox
          checked={letters}
          onChange={(e) => {
            set(e.target.checked);
            setLetters(e.target.checked);
          }}
        />
        {t('help.letters')}
      </label>
    </Dialog>
  );
}
