import type { IconName } from '@/shared/icons'

export interface NavigationItem {
  to: string
  label: string
  icon: IconName
}

export const navigation: NavigationItem[] = [
  { to: '/runs', label: 'Runs', icon: 'list' },
  { to: '/schedules', label: 'Schedules', icon: 'calendar' },
  { to: '/calendars', label: 'Calendars', icon: 'calendarOff' },
  { to: '/reports', label: 'Reports', icon: 'report' },
  { to: '/data-sources', label: 'Data sources', icon: 'database' },
  { to: '/destinations', label: 'Destinations', icon: 'send' },
  { to: '/settings', label: 'Settings', icon: 'settings' },
]

export const developmentNavigation: NavigationItem[] = [{ to: '/inbox', label: 'Inbox', icon: 'inbox' }]
