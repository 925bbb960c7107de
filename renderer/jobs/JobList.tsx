/** The jobs of this connection, newest first, and where a new one begins. */
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../i18n/i18n.ts';
import { useTab } from '../tab/useTab.ts';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { JobCard } from './JobCard.tsx';

export function JobList(): ReactNode {
  const text = useText();
  const jobs = useTab((state) => state.jobs.jobs);
  const ask = useTab((state) => state.jobs.ask);
  const names = text.commands.names;
  return (
    <section className="jobs-running" aria-labelledby="jobs-title">
      <header className="jobs-title">
        <h2 id="jobs-title">{text.jobs.title}</h2>
        <Menu
          trigger={<Button icon={<Plus size={14} />}>{text.jobs.newJob}</Button>}
          align="end"
          entries={[
            { label: names.bulkDelete, run: () => ask({ action: 'delete', target: null }) },
            { label: names.bulkExpire, run: () => ask({ action: 'expire', target: null }) },
            { label: names.bulkCopy, run: () => ask({ action: 'copy', target: null }) },
            { label: names.bulkExport, run: () => ask({ action: 'export', target: null }) },
          ]}
        />
      </header>
      {jobs === null || jobs.length === 0 ? (
        <p className="muted">{text.jobs.none}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to
        <ul className="job-list" aria-label={text.jobs.list} tabIndex={0}>
          {jobs.map((job) => (
            <li key={job.job}>
              <JobCard job={job} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
