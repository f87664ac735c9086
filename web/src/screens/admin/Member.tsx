/** What a membership is made of, as fields: roles, place of work, programmes, training. For inviting and for changing. */
import { useTranslation } from 'react-i18next';
import { errorAt } from '../../api/problem';
import { Checkbox, CheckboxGroup } from '../../design/Choices';
import { Select } from '../../design/Field';
import style from './Admin.module.css';
import { useCodes } from './parts';
import { useHouse, useRunning } from './people';

export interface MemberFields {
  roles: string[];
  office: string | null;
  team: string | null;
  /** Null: every programme of the organisation. */
  programmes: string[] | null;
  training: string[];
}

export function Member({
  value,
  onChange,
  error,
}: {
  value: MemberFields;
  onChange: (value: MemberFields) => void;
  error: unknown;
}) {
  const { t } = useTranslation('admin');
  const house = useHouse();
  const running = useRunning();
  const training = useCodes('training-flag');
  const set = (some: Partial<MemberFields>) => onChange({ ...value, ...some });
  const teams = house.teamChoices(value.office);
  return (
    <>
      <CheckboxGroup
        label={t('people.roles')}
        choices={house.roleChoices}
        value={value.roles}
        onChange={(roles) => set({ roles })}
        error={errorAt(error, '/roles')}
      />
      <div className={style.pair}>
        <Select
          label={t('people.office')}
          choices={house.officeChoices}
          value={value.office}
          empty={t('people.noOffice')}
          onChange={(office) => set({ office, team: null })}
          error={errorAt(error, '/office')}
        />
        {teams.length > 0 && (
          <Select
            label={t('people.team')}
            choices={teams}
            value={value.team}
            empty={t('people.noTeam')}
            onChange={(team) => set({ team })}
            error={errorAt(error, '/team')}
          />
        )}
      </div>
      {running.choices.length > 0 && (
        <Checkbox isSelected={value.programmes === null} onChange={(all) => set({ programmes: all ? null : [] })}>
          {t('people.allProgrammes')}
        </Checkbox>
      )}
      {value.programmes !== null && (
        <CheckboxGroup
          label={t('people.someProgrammes')}
          choices={running.choices}
          value={value.programmes}
          onChange={(programmes) => set({ programmes })}
          error={errorAt(error, '/programmes')}
        />
      )}
      <CheckboxGroup
        label={t('people.training')}
        choices={training.choices}
        value={value.training}
        onChange={(it) => set({ training: it })}
        error={errorAt(error, '/training')}
      />
    </>
  );
}
