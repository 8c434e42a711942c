/** Outlines on a 20 × 20 grid. */
export const icons = {
  alert: 'M10 3.2 17.6 16.4H2.4zM10 8.2v3.8M10 14.2v.1',
  ban: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM5.2 5.2l9.6 9.6',
  calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5',
  calendarOff: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5M8 10.8l4 4M12 10.8l-4 4',
  check: 'M4.5 10.5 8.3 14l7.2-8',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.3V10l2.6 1.7',
  close: 'M5 5l10 10M15 5 5 15',
  copy: 'M7 7h9v9.5H7zM4 13V3.5h9',
  database: 'M4 5.2c0-1.2 2.7-2.2 6-2.2s6 1 6 2.2-2.7 2.2-6 2.2-6-1-6-2.2zM4 5.2v9.6c0 1.2 2.7 2.2 6 2.2s6-1 6-2.2V5.2M4 10c0 1.2 2.7 2.2 6 2.2s6-1 6-2.2',
  download: 'M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12',
  inbox: 'M3.5 11.5 5.6 4h8.8l2.1 7.5v5h-13zM3.5 11.5h3.7l1.1 2h3.4l1.1-2h3.7',
  list: 'M7.5 5h9M7.5 10h9M7.5 15h9M3.6 5h.1M3.6 10h.1M3.6 15h.1',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6.5 4.2 15.5 10l-9 5.8z',
  plus: 'M10 4v12M4 10h12',
  report: 'M5 2.8h7l3.5 3.6v10.8H5zM11.8 3v3.7h3.5M8 10.2h4.5M8 13.4h4.5',
  retry: 'M15.8 8.2A6.2 6.2 0 1 0 16 12M16.2 4v4.3H12',
  send: 'M17 3 9.2 10.8M17 3l-5 14-2.8-6.2L3 8z',
  settings: 'M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M12.5 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM7.5 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  skip: 'M4.5 5l6 5-6 5zM15 5v10',
  trash: 'M4 5.5h12M8 5.5V3.4h4v2.1M5.4 5.5l.7 11.1h7.8l.7-11.1',
  upload: 'M10 12.5v-9M6.3 7.2 10 3.5l3.7 3.7M4 16.5h12',
} as const

export type IconName = keyof typeof icons
