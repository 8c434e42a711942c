export const violations = () => []
